using System.Diagnostics;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>What the script that builds the shim says when it cannot.</summary>
public sealed class ShimBuild
{
    [Fact]
    public void A_libtorch_that_is_not_there_is_one_message_with_the_command_that_helps()
    {
        var (code, output, errors) = Run(("LIBTORCH", "/nowhere"));
        code.ShouldNotBe(0);
        output.ShouldBeEmpty();
        errors.Trim().ShouldBe("LIBTORCH=/nowhere holds no lib/libtorch_cpu.so; unset it and run ./eng/setup");
    }

    [Fact]
    public void A_compiler_that_is_not_there_is_one_message_with_the_command_that_helps()
    {
        var (code, _, errors) = Run(("PATH", Tools()));
        code.ShouldNotBe(0);
        errors.Trim().ShouldBe("no C++ compiler on this machine: run ./eng/setup");
    }

    [Fact]
    public void What_is_built_is_only_found_again()
    {
        var (code, output, _) = Run();
        code.ShouldBe(0);
        var written = File.GetLastWriteTimeUtc(output.Trim());
        Run().Output.ShouldBe(output);
        File.GetLastWriteTimeUtc(output.Trim()).ShouldBe(written);
    }

    [Fact]
    public void The_library_says_which_libtorch_it_was_built_against() => __version__.ShouldMatch(@"^\d+\.\d+");

    [Fact]
    public void The_OpenBLAS_that_is_loaded_shares_its_threads_with_libtorch()
    {
        using var x = ones(8, 8);
        using var product = x.mm(x);
        File.ReadLines("/proc/self/maps").ShouldNotContain(line => line.Contains("openblas-pthread"));
    }

    [Fact]
    public void Threads_are_as_many_as_asked_for()
    {
        var before = get_num_threads();
        set_num_threads(1);
        get_num_threads().ShouldBe(1);
        set_num_threads(before);
    }

    // The script's folder, found from the test's: the sources are not copied beside the tests.
    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "src/Pipelines.Torch/native/build.sh") is var script && File.Exists(script)) return script;
        throw new FileNotFoundException("native/build.sh");
    }

    // A folder with what the script needs before it looks for a compiler, and no compiler.
    private static string Tools()
    {
        var folder = Directory.CreateTempSubdirectory("tools-").FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "dirname"), "/usr/bin/dirname");
        return folder;
    }

    private static (int Code, string Output, string Errors) Run(params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("/usr/bin/bash", [Script()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
