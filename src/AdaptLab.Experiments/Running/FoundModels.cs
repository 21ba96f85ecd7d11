using System.Collections.Immutable;
using AdaptLab.Data.Planning;
using AdaptLab.Experiments.Strategies;
using AdaptLab.Language.Binding;
using AdaptLab.Models;
using AdaptLab.Models.Checkpoints;
using AdaptLab.Models.Native;
using AdaptLab.Models.Onnx;
using AdaptLab.Results;
using static TorchSharp.torch;

namespace AdaptLab.Experiments.Running;

/// <summary>The models of a plan as their files tell, before any is loaded: that they are there, what they are, and the
/// memory that they will take.</summary>
public sealed class FoundModels
{
    private readonly ImmutableDictionary<string, CheckpointShape> _shapes;
    private readonly ImmutableDictionary<string, long> _encoderBytes;

    private FoundModels(ImmutableDictionary<string, ModelInfo> infos, ImmutableDictionary<string, CheckpointShape> shapes, ImmutableDictionary<string, long> encoderBytes)
    {
        Infos = infos;
        _shapes = shapes;
        _encoderBytes = encoderBytes;
    }

    /// <summary>By their names in the spec.</summary>
    public ImmutableDictionary<string, ModelInfo> Infos { get; }

    /// <summary>All of them, or the first that cannot be used: an hour into a run it would be late to learn that the second is missing.</summary>
    /// <param name="specFolder">Relative paths of checkpoints start here.</param>
    /// <exception cref="UnfitModelException">One is not there, or cannot be run.</exception>
    public static FoundModels Read(ImmutableArray<ModelSpec> models, string specFolder)
    {
        var infos = ModelFiles.Known(models, specFolder);
        var shapes = ImmutableDictionary.CreateBuilder<string, CheckpointShape>();
        var encoders = ImmutableDictionary.CreateBuilder<string, long>();
        foreach (var model in models)
        {
            // A server is asked once there is something to ask.
            if (model.IsRemote())
                continue;
            try
            {
                var folder = ModelSession.FolderOf(model, specFolder);
                if (model.Provider == "onnx")
                {
                    infos = infos.SetItem(model.Name, infos[model.Name] with { Window = SentenceEncoder.Check(folder) });
                    encoders[model.Name] = new DirectoryInfo(folder).EnumerateFiles("*.onnx*").Sum(file => file.Length);
                    continue;
                }

                var shape = shapes[model.Name] = ModelSession.ShapeOf(model, specFolder);
                infos = infos.SetItem(model.Name, infos[model.Name] with { Parameters = shape.Config.Parameters, Window = shape.Config.Window });
            }
            catch (Exception exception) when (exception is StrategyException or ModelLoadException)
            {
                throw new UnfitModelException(model, exception.Message);
            }
        }

        return new FoundModels(infos, shapes.ToImmutable(), encoders.ToImmutable());
    }

    /// <summary>What running a candidate takes.</summary>
    /// <param name="labels">How many answers are scored beside each other.</param>
    public MemoryNeed NeedOf(PlannedCandidate candidate, int labels)
    {
        var computeBytes = ComputeSpeed.FastestType == ScalarType.BFloat16 ? 2 : 4;
        var embedder = candidate.Embedder is not { } other || other.IsRemote() ? 0
            : _encoderBytes.TryGetValue(other.Name, out var bytes) ? bytes
            : MemoryNeed.Loaded(_shapes[other.Name], computeBytes);
        return candidate.Model.IsRemote() ? new MemoryNeed(embedder, 0, 0) : MemoryNeed.Of(candidate, labels, _shapes[candidate.Model.Name], embedder, computeBytes);
    }
}

/// <summary>A model of the spec that cannot be run here.</summary>
public sealed class UnfitModelException(ModelSpec model, string message) : Exception(message)
{
    public ModelSpec Model { get; } = model;
}
