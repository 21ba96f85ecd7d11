using System.Collections.Immutable;
using AdaptLab.Data;
using AdaptLab.Experiments.Prompting;

namespace AdaptLab.Experiments.Strategies.Requests;

/// <summary>The input alone: what the task is stands in the weights.</summary>
internal sealed class BareWriter(ModelSession session) : IRequestWriter
{
    public string Detail => "";

    public ImmutableArray<string> Notes => [];

    public ImmutableArray<TrainingRow> Examples => [];

    public ValueTask<Request> WriteAsync(string input, TrainingRow? example, CancellationToken cancellation)
    {
        var text = PromptLayout.Request(input);
        return ValueTask.FromResult(new Request(text, session.Encode(text), [input], []));
    }

    public ValueTask<string> WriteCommonAsync(string input, CancellationToken cancellation) => ValueTask.FromResult(PromptLayout.Request(input));

    public void Dispose()
    {
    }
}
