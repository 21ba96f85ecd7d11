using System.CommandLine;
using System.Globalization;

namespace AdaptLab.Cli.Commands;

/// <summary>Options that several verbs share, and how their values are read.</summary>
internal static class CommonOptions
{
    public static Option<bool> NoColor { get; } = new("--no-color")
    {
        Description = "Print without colours; the NO_COLOR environment variable does the same.",
        Recursive = true,
    };

    public static Option<string[]> Out { get; } = Reports(".md, .html, .json or .xml (JUnit)");

    /// <param name="extensions">The forms that there are, as a list in words.</param>
    public static Option<string[]> Reports(string extensions) => new("--out", "-o")
    {
        Description = $"Write a report; its form follows from the extension: {extensions}. May be repeated.",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    public static Option<bool> Json(string description) => new("--json") { Description = description };

    /// <summary>A folder that must be given and must be there.</summary>
    public static Option<string> Folder(string name, string description, bool required = true)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "FOLDER", Required = required };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && !Directory.Exists(path))
                result.AddError($"{name}: there is no folder '{path}'.");
        });
        return option;
    }

    /// <summary>A file to write, which must be given; its folder must be there.</summary>
    public static Option<string> NewFile(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "FILE", Required = true };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))))
                result.AddError($"{name}: '{path}' is a folder, or there is no folder for it.");
        });
        return option;
    }

    /// <summary>An option that takes a whole number, with an error message that says which.</summary>
    public static Option<T> WholeNumber<T>(string name, string description, long least, T standard, long most = int.MaxValue)
    {
        return new Option<T>(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
                    return (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);
                result.AddError($"{name} takes a whole number from {least} to {most}, not '{text}'.");
                return standard;
            },
        };
    }
}
