using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using AdaptLab.Data;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Experiments.Strategies.Requests;
using AdaptLab.Language;
using AdaptLab.Language.Binding;
using AdaptLab.Results;
using TorchSharp;
using static TorchSharp.torch;
using Decoder = AdaptLab.Models.Transformer.Decoder;

namespace AdaptLab.Experiments.Forgetting;

/// <summary>What a base could do before it was adapted, asked again of the adapted weights: small tasks of several kinds, by a prompt, and
/// how well it foretells running text. All of it was written for this purpose, and none of it has to do with anybody's task.</summary>
internal static class BaseProbe
{
    /// <summary>Raised with every change of what is asked, or of how rows of a prompt are read, so that what was measured before is measured anew.</summary>
    public const int Version = 3;

    private const string Text = "text.txt";

    private static readonly string[] Tasks = ["topics.adapt", "tone.adapt", "returning.adapt", "forms.adapt"];

    /// <summary>A base is asked once, however many candidates adapt it.</summary>
    private static readonly ConditionalWeakTable<Decoder, ProbeOutcome> Known = [];

    /// <summary>Of the base and of what became of it.</summary>
    /// <param name="adapted">The same network with other weights.</param>
    public static async Task<Probe> MeasureAsync(ModelSession session, Decoder adapted, CancellationToken cancellation)
    {
        if (!Known.TryGetValue(session.Decoder, out var before))
            Known.AddOrUpdate(session.Decoder, before = await AskAsync(session, session.Decoder, cancellation));
        return new Probe(Version, before, await AskAsync(session, adapted, cancellation));
    }

    private static async Task<ProbeOutcome> AskAsync(ModelSession session, Decoder decoder, CancellationToken cancellation)
    {
        var right = ImmutableArray.CreateBuilder<bool>();
        foreach (var name in Tasks)
        {
            var spec = Compilation.Parse(Resource(name), "").Spec;
            using var predictor = await RequestPredictor.UntrainedAsync(session, Context(spec), null, cancellation, decoder);
            foreach (var row in spec.Eval.Rows)
            {
                cancellation.ThrowIfCancellationRequested();
                var answer = (await predictor.PredictAsync(row.Text, cancellation)).Prediction.Label;
                right.Add(spec.Task.Labels[answer].Name == row.Answer);
            }
        }

        return new ProbeOutcome(right.ToImmutable(), [.. Resource(Text).Split("\n\n").Select(paragraph => BitsPerByte(session, decoder, paragraph.Trim(), cancellation))]);
    }

    private static StrategyContext Context(Spec spec) => new(
        spec.Task,
        spec.Task.Labels,
        [.. spec.Examples[0].Rows.Select((row, index) => new TrainingRow(row.Text, LabelOf(spec, row), $"probe:{index + 1}"))],
        [],
        spec.Strategies[0],
        new RunSeed(1));

    private static int LabelOf(Spec spec, RowSpec row) => spec.Task.Labels.Select(label => label.Name).ToList().IndexOf(row.Answer!);

    /// <summary>The information in a paragraph as the network sees it, over its length in UTF-8: figures of different vocabularies can be compared.</summary>
    private static double BitsPerByte(ModelSession session, Decoder decoder, string paragraph, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var encoded = session.Encode(paragraph);
        var ids = tensor(encoded.Take(decoder.Config.Window).Select(id => (long)id).ToArray()).unsqueeze(0);     // [1, t]
        var before = ids.narrow(1, 0, ids.shape[1] - 1);
        var logits = decoder.Logits(decoder.Forward(before)).squeeze(0);                                         // [t − 1, v]
        var nats = nn.functional.cross_entropy(logits, ids.squeeze(0).narrow(0, 1, ids.shape[1] - 1), reduction: nn.Reduction.Sum).to(ScalarType.Float32).item<float>();
        return nats / Math.Log(2) / Encoding.UTF8.GetByteCount(paragraph);
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(BaseProbe), "Probes." + name)
            ?? throw new InvalidOperationException($"The probe {name} is missing from the build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
