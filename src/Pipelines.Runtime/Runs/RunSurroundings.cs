using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Pipelines.Runtime.Machine;
using Pipelines.Tracking;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Runs;

/// <summary>What decides a run's numbers beside its settings and its data: the code, the libraries and the machine.</summary>
internal static class RunSurroundings
{
    /// <summary>
    /// Environment variables by which libraries choose threads, instructions or the order of sums: those of OpenMP, MKL, oneDNN, ATen,
    /// CUDA's cuBLAS and .NET's own.
    /// </summary>
    private static readonly string[] Deciding =
    [
        "OMP_NUM_THREADS", "OMP_DYNAMIC", "MKL_NUM_THREADS", "MKL_DYNAMIC", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY",
        "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE", "CUDA_VISIBLE_DEVICES", "CUBLAS_WORKSPACE_CONFIG",
        "NVIDIA_TF32_OVERRIDE", "DOTNET_EnableHWIntrinsic", "DOTNET_EnableAVX2", "DOTNET_EnableAVX512F", "DOTNET_EnableFMA",
        "DOTNET_PROCESSOR_COUNT",
    ];

    private static readonly Lazy<string> Program = new(HashOfProgram);

    /// <summary>The tags that say it.</summary>
    /// <param name="git">the commit of the working tree, or null</param>
    /// <param name="device">where tensors live, or null where the run has none</param>
    public static Dictionary<string, string> Tags(GitState? git, string? device)
    {
        var tags = new Dictionary<string, string>
        {
            [RunTags.Machine] = ThisMachine.Description,
            [RunTags.Processor] = ThisMachine.Processor,
            [RunTags.Instructions] = Processor.Instructions,
            [RunTags.System] = RuntimeInformation.OSDescription,
            [RunTags.Dotnet] = RuntimeInformation.FrameworkDescription,
            [RunTags.Version] = typeof(RunSurroundings).Assembly.GetName().Version!.ToString(3),
            [RunTags.Program] = Program.Value,
        };
        if (device is not null)
        {
            tags[RunTags.Device] = device;
            tags[RunTags.Libtorch] = Devices.Libtorch;
            tags[RunTags.Threads] = get_num_threads().ToString();
        }
        foreach (var name in Deciding)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) tags[$"{RunTags.Environment}.{name}"] = value;
        if (git is null) return tags;
        tags[TagNames.GitCommit] = git.Commit;
        tags[RunTags.GitDirty] = git.Dirty ? "true" : "false";
        return tags;
    }

    /// <summary>Those of the tags by which two runs of the same settings may come to other numbers.</summary>
    public static bool Decides(string tag) =>
        tag is RunTags.Processor or RunTags.Instructions or RunTags.Threads or RunTags.Device or RunTags.Precision or RunTags.Libtorch
            or RunTags.Dotnet or RunTags.System or RunTags.Version or RunTags.Program or RunTags.GitDirty or TagNames.GitCommit
        || tag.StartsWith(RunTags.Environment + ".", StringComparison.Ordinal);

    /// <summary>
    /// The program's libraries by name and content, the shim over libtorch among them: a commit alone does not tell what a changed working
    /// tree had built.
    /// </summary>
    private static string HashOfProgram()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(IsCode).Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\0"));
            hash.AppendData(File.ReadAllBytes(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static bool IsCode(string file) => Path.GetExtension(file) is ".dll" or ".so" or ".dylib";
}
