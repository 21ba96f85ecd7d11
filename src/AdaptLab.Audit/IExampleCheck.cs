using AdaptLab.Language.Diagnostics;

namespace AdaptLab.Audit;

/// <summary>One thing that may be wrong with examples. A check is a function of the rows: it reads no file and draws no
/// random number that is not seeded.</summary>
internal interface IExampleCheck
{
    /// <summary>Its code, severity and title.</summary>
    DiagnosticRule Rule { get; }

    /// <summary>Most certain first. None without a number and a reason in words.</summary>
    IEnumerable<Finding> Find(AuditContext context);
}
