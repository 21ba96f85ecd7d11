using AdaptLab.Experiments.Strategies.Keeping;
using AdaptLab.Models.Adapters;
using AdaptLab.Models.Inference;

namespace AdaptLab.Experiments.Strategies.Head;

/// <summary>A head that was fitted: what it sees of a text, and the classifier over that.</summary>
internal sealed record FittedHead(HeadChoice Choice, FeatureSpace Space, LinearClassifier Classifier)
{
    private const string Name = "head";

    /// <summary>In bytes; a larger one is sooner fitted again than kept.</summary>
    private const long Largest = 64L << 20;

    /// <summary>Null where none is kept.</summary>
    public static FittedHead? Read(KeptState state) => state.Read(Name, reader =>
    {
        var poolings = Enumerable.Range(0, reader.ReadInt32()).Select(_ => (Pooling)reader.ReadInt32()).ToArray();
        var layout = new FeatureLayout([.. poolings], reader.ReadBoolean());
        var choice = new HeadChoice(layout, reader.ReadDouble());
        var space = FeatureSpace.Read(reader, layout);
        var (dense, classes) = (reader.ReadInt32(), reader.ReadInt32());
        var parameters = new double[LinearClassifier.Size(dense, space.Sparse, classes)];
        for (var i = 0; i < parameters.Length; i++) parameters[i] = reader.ReadDouble();
        return new FittedHead(choice, space, LinearClassifier.Of(dense, space.Sparse, classes, parameters));
    });

    public void Write(KeptState state)
    {
        if (!state.IsKept || Classifier.Values.Length * sizeof(double) > Largest) return;
        state.Write(Name, writer =>
        {
            writer.Write(Choice.Layout.Poolings.Length);
            foreach (var pooling in Choice.Layout.Poolings) writer.Write((int)pooling);
            writer.Write(Choice.Layout.Words);
            writer.Write(Choice.Strength);
            Space.Write(writer);
            writer.Write(Classifier.Dense);
            writer.Write(Classifier.Classes);
            foreach (var value in Classifier.Values) writer.Write(value);
        });
    }
}
