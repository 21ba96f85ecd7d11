using System.Runtime.CompilerServices;
using AdaptLab.Models.Native;
using TorchSharp;

namespace AdaptLab.Pretraining.Tests;

/// <summary>TorchSharp tries to load its native part once: the library that fits this system must be in memory before any
/// test, whichever runs first.</summary>
internal static class LoadTorch
{
    [ModuleInitializer]
    internal static void Load()
    {
        TorchNative.EnsureLoaded();
        // Tensors this small gain nothing by several threads, which wait for each other where the machine is busy.
        torch.set_num_threads(1);
    }
}
