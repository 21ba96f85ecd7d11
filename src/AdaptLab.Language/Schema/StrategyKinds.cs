using System.Collections.Immutable;
using AdaptLab.Language.Binding;

namespace AdaptLab.Language.Schema;

/// <param name="Summary">What it does, in one line.</param>
/// <param name="WhenRight">When it is the right choice, in two sentences.</param>
public sealed record StrategyKind(string Name, string Summary, string WhenRight, ImmutableArray<PropertySchema> Properties)
{
    /// <summary>Whether it trains or reads the model's weights, which a remote model keeps to itself.</summary>
    public bool NeedsWeights { get; init; }

    /// <summary>Whether a spec that declares no strategy gets it.</summary>
    public bool RunsByDefault { get; init; }

    /// <summary>Task kinds it does.</summary>
    public ImmutableArray<TaskKind> Tasks { get; init; } = [TaskKind.Classify, TaskKind.Answer, TaskKind.Extract];

    public PropertySchema? Property(string name) => Properties.FirstOrDefault(p => p.Name == name);

    /// <summary>The values of its properties where a spec says nothing.</summary>
    public ImmutableSortedDictionary<string, object> Defaults =>
        Properties.Where(p => p.Default is not null).ToImmutableSortedDictionary(p => p.Name, p => p.Default!, StringComparer.Ordinal);
}

/// <summary>The strategies that can be compared. A new one is described here and built beside the others of its kind.</summary>
public static class StrategyKinds
{
    private static readonly PropertySchema Model = new("model", PropertyType.Model, "The model to adapt.")
    {
        DefaultDoc = "the first model declared", Sweepable = true,
    };

    private static readonly PropertySchema Combine = new("combine", PropertyType.Strategies,
        "Strategies to combine with this one into a hybrid: declared ones, or kinds with their defaults. What can be combined: `lora` with `rag`, and `lora` with `prompt`.")
    {
        Default = ImmutableArray<string>.Empty,
        DefaultDoc = "none", Sweepable = true,
    };

    private static readonly PropertySchema Template = new("template", PropertyType.Text,
        "The prompt, in place of the built-in one, with {{$instruction}}, {{$labels}}, {{$documents}}, {{$examples}} and {{$input}} where they belong.")
    {
        DefaultDoc = "the built-in template", Sweepable = true,
    };

    private static readonly PropertySchema Epochs = new("epochs", PropertyType.Integer,
        "How often training goes through the examples. Of some hundreds of them, half as often does as much and leaves the model less sure of its mistakes.")
    {
        Default = 10.0, Minimum = 1, Maximum = 1000, Sweepable = true,
    };

    private static readonly ImmutableArray<PropertySchema> FinetuneProperties =
    [
        new("layers", PropertyType.Integer, "How many of the top layers are trained. With `all` it is full fine-tuning: every weight is trained, the embeddings and norms among them.")
        {
            Default = 2.0, Minimum = 1, Maximum = 256, Unit = "layers", Sweepable = true, TakesAll = true,
        },
        new("backboneRate", PropertyType.Number, "The learning rate of those layers, as a multiple of `learningRate`.")
        {
            Default = 0.1, Minimum = 0, Maximum = 1, AboveMinimum = true, Sweepable = true,
        },
        Epochs,
        new("learningRate", PropertyType.Number, "The head's learning rate; where answers are written there is no head, and it only sets that of the layers.")
        {
            Default = 0.001, Minimum = 0, Maximum = 1, AboveMinimum = true, Sweepable = true,
        },
        Model,
        Combine,
    ];

    /// <summary>All layers are trained at one rate: held back, the control would lose for that alone.</summary>
    private static readonly ImmutableArray<PropertySchema> ScratchProperties =
    [
        Epochs,
        new("learningRate", PropertyType.Number, "The learning rate of the whole network.")
        {
            Default = 0.001, Minimum = 0, Maximum = 1, AboveMinimum = true, Sweepable = true,
        },
        Model,
        Combine,
    ];

    public static ImmutableArray<StrategyKind> All { get; } =
    [
        new("prompt",
            "In-context: the instruction and some examples stand in the prompt; nothing is trained.",
            "Right when there are few examples or the task still changes every day. It costs the most tokens for each request and stops improving after a few dozen examples.",
            [
                new("shots", PropertyType.Integer, "How many examples stand in the prompt; 0 leaves only the instruction.")
                {
                    Default = 8.0, Minimum = 0, Maximum = 1000, Unit = "examples", Sweepable = true,
                },
                new("select", PropertyType.Choice, "Which examples are shown.")
                {
                    Default = "balanced", Sweepable = true,
                    Choices =
                    [
                        new("balanced", "As many of each label as possible, drawn at random."),
                        new("random", "Drawn at random."),
                        new("first", "The first ones, in the order of the spec."),
                        new("nearest", "For each input, those most similar to it."),
                        new("diverse", "A spread: each as unlike those before it as possible."),
                    ],
                },
                Template,
                Model,
                Combine,
            ]) { RunsByDefault = true },
        new("rag",
            "Retrieval: for each input the nearest examples and pieces of documents are looked up and put in the prompt.",
            "Right when the answer stands in documents, or when there are more examples than a prompt can hold. It follows new documents without training, and pays for the search with every request.",
            [
                new("retrieve", PropertyType.Integer, "How many examples and pieces of documents are put in the prompt. Where both are searched, each has half of the places, the odd one being an example's; what one cannot fill is the other's.")
                {
                    Default = 4.0, Minimum = 1, Maximum = 100, Unit = "passages", Sweepable = true,
                },
                new("from", PropertyType.Sources, "Where to look: sets of examples, documents or both.")
                {
                    Default = ImmutableArray<string>.Empty, DefaultDoc = "the examples trained on and all documents", Sweepable = true,
                },
                new("search", PropertyType.Choice, "How to look.")
                {
                    Default = "hybrid", Sweepable = true,
                    Choices =
                    [
                        new("vector", "By meaning: nearness of embeddings."),
                        new("keyword", "By words: BM25."),
                        new("hybrid", "Both, merged by reciprocal rank."),
                    ],
                },
                new("answers", PropertyType.Choice, "How the answers of an `answer` task are found in the documents that were looked up, and the fields of an `extract` task in its text; a `classify` task it does not concern.")
                {
                    Default = "auto", Sweepable = true,
                    Choices =
                    [
                        new("auto", "Extracted by a model of less than 100 million parameters where the examples' answers stand in what it reads; else generated."),
                        new("extracted", "Of all spans of what it reads the most likely one, by a ranking that is fitted to the examples; the model writes nothing."),
                        new("generated", "The model writes; where the examples' answers stand in what it reads, it copies."),
                    ],
                },
                new("store", PropertyType.Store, "Where what is searched is kept: `embedded` in files beside the results, or in a Qdrant server.")
                {
                    Default = "embedded", Sweepable = true,
                },
                new("embedder", PropertyType.Model, "The model that makes the embeddings.")
                {
                    DefaultDoc = "the strategy's model", Sweepable = true,
                },
                Template,
                Model,
                Combine,
            ]) { RunsByDefault = true },
        new("lora",
            "Low-rank adapters are trained on the examples; the base weights stay as they are.",
            "Right when behaviour matters more than knowledge and there are some dozens of careful examples. Training takes a while once; after that requests are short and fast.",
            [
                new("rank", PropertyType.Integer, "The rank of the adapters: how much they can learn, and how large they are.")
                {
                    Default = 8.0, Minimum = 1, Maximum = 1024, Sweepable = true,
                },
                new("alpha", PropertyType.Number, "Scales the adapters by alpha / rank, with `rslora` by alpha / √rank.")
                {
                    Default = 16.0, Minimum = 0, AboveMinimum = true, Sweepable = true,
                },
                new("rslora", PropertyType.Flag, "Rank-stabilised scaling (Kalajdzievski 2023): large ranks learn as fast as small ones.")
                {
                    Default = false, Sweepable = true,
                },
                new("dora", PropertyType.Flag, "Weight-decomposed adapters (DoRA, Liu et al. 2024): the length of each output's weights is learned beside their direction.")
                {
                    Default = false, Sweepable = true,
                },
                Epochs,
                new("learningRate", PropertyType.Number, "The adapters' learning rate.")
                {
                    Minimum = 0, Maximum = 1, AboveMinimum = true, Sweepable = true, DefaultDoc = "0.003; of a model wider than nano 0.003 × 320 / its width",
                },
                new("schedule", PropertyType.Choice, "How the learning rate goes on after the warm-up.")
                {
                    Default = "linear", Sweepable = true,
                    Choices =
                    [
                        new("constant", "It stays as it is."),
                        new("linear", "It falls steadily, to a tenth."),
                        new("cosine", "It falls along half a cosine, to a tenth: slowly at first and at last."),
                    ],
                },
                new("warmup", PropertyType.Share, "The share of the training in which the learning rate rises from zero.")
                {
                    Default = 0.1, Minimum = 0, Maximum = 0.9, Sweepable = true,
                },
                new("dropout", PropertyType.Share, "The share of inputs to the adapters dropped while training.")
                {
                    Default = 0.0, Minimum = 0, Maximum = 0.9, Sweepable = true,
                },
                new("adapter", PropertyType.Folder, "An adapter that was trained elsewhere, in PEFT's layout; it takes the place of training, and the properties of training say nothing then.")
                {
                    DefaultDoc = "it is trained here", Sweepable = true,
                },
                new("targets", PropertyType.Choices, "The layers that get an adapter.")
                {
                    Default = ImmutableArray.Create("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"), Sweepable = true,
                    Choices =
                    [
                        new("q_proj", "The attention's queries."),
                        new("k_proj", "The attention's keys."),
                        new("v_proj", "The attention's values."),
                        new("o_proj", "The attention's output."),
                        new("gate_proj", "The feed-forward network's gate."),
                        new("up_proj", "The feed-forward network's way in."),
                        new("down_proj", "The feed-forward network's way out."),
                    ],
                },
                Model,
                Combine,
            ]) { NeedsWeights = true, RunsByDefault = true },
        new("head",
            "Feature extraction: the base is frozen, and a classifier is fitted to its features.",
            "Right as a fast and sober baseline with few examples per label. It trains in seconds and cannot overfit the base, because it does not touch it.",
            [
                new("features", PropertyType.Choice, "What the classifier sees.")
                {
                    Default = "both", Sweepable = true,
                    Choices =
                    [
                        new("states", "The mean of the base's states; at which depth, a split of the examples decides."),
                        new("words", "Pieces of words, those of a word that is rare in English counting for more, what words mean by the vectors that ship with AdaptLab, and what the labels say by their names; the base is not asked."),
                        new("both", "Words, with or without states beside them: a split of the examples decides."),
                    ],
                },
                new("regularization", PropertyType.Number, "The weight of the L2 penalty on the classifier; more keeps it simpler.")
                {
                    Minimum = 0, AboveMinimum = true, Sweepable = true, DefaultDoc = "chosen by a split of the examples",
                },
                Model,
                Combine,
            ]) { NeedsWeights = true, Tasks = [TaskKind.Classify] },
        new("finetune",
            "The top layers, or all of them, are trained on the examples; where labels are chosen, together with a head and at a lower rate than that.",
            "Right with hundreds of examples or more. With few it forgets more than it learns.",
            FinetuneProperties) { NeedsWeights = true },
        new("scratch",
            "The control: the same network with random weights, trained on the same examples.",
            "Never right for use. It tells how much of a result comes from the base model, and when the base is in the way.",
            ScratchProperties) { NeedsWeights = true },
        new("cascade",
            "One strategy after the other: a cheap one answers, and only where it is unsure a dearer one is asked.",
            "Right when a cheap strategy is nearly as good as a dear one and tells by its confidence when it is wrong. Its steps are prepared twice: without a part of the examples, to find out when to ask on, and with all of them.",
            [
                new("steps", PropertyType.Strategies, "The strategies in the order in which they are asked, two or more: declared ones, or kinds with their defaults.")
                {
                    Default = ImmutableArray.Create("head", "rag"), Sweepable = true,
                },
                new("confidence", PropertyType.Share, "Where a step is less sure than this of its answer, the next one is asked.")
                {
                    Minimum = 0, Maximum = 1, Sweepable = true, DefaultDoc = "chosen by a split of the examples",
                },
                Model,
            ]) { Tasks = [TaskKind.Classify] },
    ];

    public static StrategyKind? Find(string name) => All.FirstOrDefault(k => k.Name == name);
}
