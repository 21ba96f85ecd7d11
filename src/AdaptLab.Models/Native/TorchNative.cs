using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using TorchSharp;

namespace AdaptLab.Models.Native;

/// <summary>Makes TorchSharp's native library load, also where the system's C++ library is older than GCC 13's.</summary>
public static class TorchNative
{
    private const string LibraryName = "libLibTorchSharp.so";
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Call before the first use of TorchSharp in a process; cheap when already done.</summary>
    /// <exception cref="ModelLoadException">The native library is missing or cannot be loaded.</exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeMemory.KeepFreedPages();
        NativeThreads.SleepWhileWaiting();
        try
        {
            if (OperatingSystem.IsLinux() && FindLibrary() is { } original && NeedsMending(original))
                UseMendedCopy(original);
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception exception) when (exception is not ModelLoadException)
        {
            throw new ModelLoadException(
                $"Torch's native library does not load on this machine: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        return true;
    }

    /// <summary>The library beside the program, as the package's runtime assets are laid out.</summary>
    private static string? FindLibrary()
    {
        var native = Path.Combine("runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native");
        string[] folders = [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, native)];
        return folders.Select(folder => Path.Combine(folder, LibraryName)).FirstOrDefault(File.Exists);
    }

    /// <summary>Whether the C++ library that this process would load lacks the version that TorchSharp was linked against.</summary>
    private static bool NeedsMending(string original)
    {
        PreloadTorch(Path.GetDirectoryName(original)!);
        if (!NativeLibrary.TryLoad(original, out var handle)) return true;
        NativeLibrary.Free(handle);
        return false;
    }

    /// <summary>The mended copy lies in another folder than libtorch, so what it needs must be in memory first.</summary>
    private static void PreloadTorch(string folder)
    {
        foreach (var name in (string[])["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path)) NativeLibrary.Load(path);
        }
    }

    private static void UseMendedCopy(string original)
    {
        var bytes = File.ReadAllBytes(original);
        var key = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        var mended = Path.Combine(CacheFolder(), "native", key, LibraryName);
        if (!File.Exists(mended))
        {
            LibStdCxxMend.Apply(bytes, original);
            Directory.CreateDirectory(Path.GetDirectoryName(mended)!);
            var temporary = $"{mended}.{Environment.ProcessId}";
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, mended, overwrite: true);
        }

        var handle = NativeLibrary.Load(mended);
        // Asked only after the runtime's own probing has failed, which it does on the original library.
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (Assembly _, string name) =>
            name.Contains("LibTorchSharp", StringComparison.Ordinal) ? handle : IntPtr.Zero;
    }

    private static string CacheFolder()
    {
        if (Environment.GetEnvironmentVariable("ADAPTLAB_CACHE_DIR") is { Length: > 0 } own) return own;
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root))
            root = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "adaptlab");
    }
}
