using System.Runtime.CompilerServices;
using AdaptLab.Models.Native;

namespace AdaptLab.Models.Tests.Native;

/// <summary>TorchSharp tries to load its native part once: the library that fits this system must be in memory before any
/// test, whichever runs first.</summary>
internal static class LoadTorch
{
    [ModuleInitializer]
    internal static void Load() => TorchNative.EnsureLoaded();
}
