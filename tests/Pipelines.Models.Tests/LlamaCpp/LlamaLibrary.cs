namespace Pipelines.Models.Tests.LlamaCpp;

/// <summary>
/// Where llama.cpp's libraries are: under the folder that <c>LLAMA_CPP</c> names, else where <c>eng/setup --tests</c> puts them.
/// </summary>
internal static class LlamaLibrary
{
    /// <summary>What a test is skipped with where <see cref="Folder"/> is null.</summary>
    public const string Missing = "llama.cpp is missing: ./eng/setup --tests installs it where there is npm";

    /// <summary>The folder with <c>libllama</c> in it, or null.</summary>
    public static readonly string? Folder = Find();

    private static string? Find()
    {
        var root = Environment.GetEnvironmentVariable("LLAMA_CPP") ?? Path.Combine(Cache(), "llama.cpp");
        var packages = Path.Combine(root, "node_modules", "@node-llama-cpp");
        if (!Directory.Exists(packages)) return null;
        return Path.GetDirectoryName(Directory.EnumerateFiles(packages, "libllama.*so", SearchOption.AllDirectories).FirstOrDefault());
    }

    private static string Cache() => Environment.GetEnvironmentVariable("PIPELINES_CACHE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "pipelines");
}

/// <summary>A test that compares with llama.cpp; skipped, with the reason, where it is not installed.</summary>
internal sealed class LlamaFactAttribute : FactAttribute
{
    public LlamaFactAttribute() => Skip = LlamaLibrary.Folder is null ? LlamaLibrary.Missing : null;
}

/// <summary>Several tests that compare with llama.cpp; skipped, with the reason, where it is not installed.</summary>
internal sealed class LlamaTheoryAttribute : TheoryAttribute
{
    public LlamaTheoryAttribute() => Skip = LlamaLibrary.Folder is null ? LlamaLibrary.Missing : null;
}
