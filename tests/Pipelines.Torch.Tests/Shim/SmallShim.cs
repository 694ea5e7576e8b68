namespace Pipelines.Torch.Tests.Shim;

/// <summary>The scripts with one small source and a libtorch of nothing: what they do, they do in a second.</summary>
internal sealed class SmallShim : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("shim-").FullName;

    public SmallShim()
    {
        foreach (var script in (string[])["build.sh", "libtorch.sh"])
            Write($"native/{script}", File.ReadAllText(Path.Combine(Script.Folder, script)));
        Write("native/core/torch.h", "#pragma once\n");
        Write("native/core/answer.cpp", "extern \"C\" __attribute__((visibility(\"default\"))) int answer() { return 42; }\n");
        Write("libtorch/include/torch/library.h", "");
        Write("libtorch/include/torch/csrc/api/include/torch/version.h", "#define TORCH_VERSION_MAJOR 9\n#define TORCH_VERSION_MINOR 8\n");
        Write("libtorch/build.sh", """
            cd "$(dirname "$0")"; mkdir -p lib
            for name in torch torch_cpu c10; do echo "int of_$name() { return ${1:-1}; }" | g++ -shared -x c++ - -o lib/lib$name.so; done
            """);
        BuildLibtorch(1);
    }

    /// <summary>The full path of a file.</summary>
    public string this[string path] => Path.Combine(folder, path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
    }

    /// <summary>Builds another libtorch in the place of what was there.</summary>
    /// <param name="answer">what its functions give; it makes no difference to the size</param>
    public void BuildLibtorch(int answer) => Script.Run(this["libtorch/build.sh"], [$"{answer}"]).Code.ShouldBe(0);

    /// <summary>Runs <c>build.sh</c>.</summary>
    public Script Run(string[] arguments, params ReadOnlySpan<(string, string)> environment) => Script.Run(
        this["native/build.sh"], arguments, [("LIBTORCH", this["libtorch"]), ("PIPELINES_CACHE", this["cache"]), .. environment]);

    /// <summary>The library that <c>build.sh</c> finds or builds.</summary>
    public string Library(params ReadOnlySpan<(string, string)> environment)
    {
        var (code, output, errors) = Run([], environment);
        code.ShouldBe(0, errors);
        return output.Trim();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
