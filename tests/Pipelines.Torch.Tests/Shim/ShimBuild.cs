using System.Diagnostics;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests.Shim;

/// <summary>What the script that builds the shim says when it cannot.</summary>
public sealed class ShimBuild
{
    [Fact]
    public void A_libtorch_that_is_not_there_is_one_message_with_the_command_that_helps()
    {
        var (code, output, errors) = Run(("LIBTORCH", "/nowhere"), ("PIPELINES_SETUP", "dotnet build -t:Setup"));
        code.ShouldNotBe(0);
        output.ShouldBeEmpty();
        errors.Trim().ShouldBe("LIBTORCH=/nowhere holds no lib/libtorch_cpu.so; unset it and run dotnet build -t:Setup");
    }

    [Fact]
    public void Alone_it_names_the_script_beside_it() =>
        Run(("LIBTORCH", "/nowhere")).Errors.Trim().ShouldEndWith($"run bash {Path.Combine(Script.Folder, "setup.sh")}");

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

    private static Script Run(params ReadOnlySpan<(string Name, string Value)> environment) =>
        Script.Run(Path.Combine(Script.Folder, "build.sh"), [], environment);
}
