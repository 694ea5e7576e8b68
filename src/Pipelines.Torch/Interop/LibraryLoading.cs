using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Torch;

/// <summary>Loads the shim, and with it libtorch, after setting what must be set before.</summary>
internal static unsafe class LibraryLoading
{
    public const string Name = "pipelines_torch";
    private const string FileName = $"lib{Name}.so";

    /// <summary>Runs once, before the first call into the shim.</summary>
    /// <exception cref="DllNotFoundException">The shim or libtorch cannot be loaded; the message names the command that helps.</exception>
    public static void Start()
    {
        // OpenMP's threads wait for one another by spinning, a whole slice of the scheduler long: where other programs run too, a
        // training step takes 3 to 5 times as long. With this limit it does not, and nothing is lost on an idle machine.
        SetEnvironment("GOMP_SPINCOUNT"u8, "30000"u8);
        PrepareBlas();
        NativeLibrary.SetDllImportResolver(typeof(LibraryLoading).Assembly, Resolve);
        var threads = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 } ? 0 : Environment.ProcessorCount;
        Native.pipelines_start(threads);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Name) return 0;
        var file = Path.Combine(AppContext.BaseDirectory, FileName);
        if (!File.Exists(file) && ShimScript.Beside(AppContext.BaseDirectory) is { } script)
            file = script.FindOrBuild(SetupCommand, Console.Error);
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (DllNotFoundException e)
        {
            var reason = File.Exists(file) ? e.Message.ReplaceLineEndings(" ").Trim() : $"{file} is missing";
            throw new DllNotFoundException($"libtorch cannot be loaded ({reason}); run {SetupCommand} and try again");
        }
    }

    /// <summary>What installs what is missing on this machine, as the program's build has noted it.</summary>
    private static string SetupCommand => AppContext.GetData("Pipelines.SetupCommand") as string ?? "setup.sh";

    private static void PrepareBlas()
    {
        // OpenBLAS up to 0.3.21 takes AMD's AVX-512 cores for much older ones and runs at half their speed.
        if (IsAmdWithAvx512()) SetEnvironment("OPENBLAS_CORETYPE"u8, "SkylakeX"u8);

        // OpenBLAS with threads of its own fights with libtorch's OpenMP threads, 5 to 8 times slower. The first library
        // loaded under a name is the one that libtorch gets.
        var folder = $"/usr/lib/{MachineName()}-linux-gnu/openblas-openmp";
        foreach (var library in (ReadOnlySpan<string>)["libopenblas.so.0", "libblas.so.3", "liblapack.so.3"])
            NativeLibrary.TryLoad(Path.Combine(folder, library), out _);
    }

    private static string MachineName() => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";

    private static bool IsAmdWithAvx512()
    {
        if (!Avx512F.IsSupported) return false;
        var (_, ebx, ecx, edx) = X86Base.CpuId(0, 0);
        Span<int> words = [ebx, edx, ecx];
        return MemoryMarshal.AsBytes(words).SequenceEqual("AuthenticAMD"u8);
    }

    // .NET keeps a copy of the environment: Environment.SetEnvironmentVariable does not reach C's getenv.
    private static void SetEnvironment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        const int keep = 0; // what the user has set stays
        fixed (byte* n = name, v = value) _ = setenv(n, v, keep);
    }

    [DllImport("libc")]
    private static extern int setenv(byte* name, byte* value, int overwrite);
}
