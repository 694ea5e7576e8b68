namespace Pipelines.Torch.Tests.Shim;

/// <summary>How a program without a shim beside it comes to one, by a script that came along.</summary>
public sealed class ShimScripts : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tool-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_is_said_once_that_the_library_is_compiled()
    {
        var script = Write("""
            built=$(dirname "$0")/built
            if [ "${1:-}" = --find ] && [ ! -e "$built" ]; then echo "compiling"; exit 3; fi
            touch "$built"
            echo /the/library.so
            """);
        var progress = new StringWriter { NewLine = "\n" };
        for (var i = 0; i < 2; i++) script.FindOrBuild("setup", progress).ShouldBe("/the/library.so");
        progress.ToString().ShouldBe("compiling\n");
    }

    [Fact]
    public void What_is_missing_is_told_with_the_command_that_helps()
    {
        var script = Write("""echo "no libtorch: run $PIPELINES_SETUP" >&2; exit 1""");
        Should.Throw<DllNotFoundException>(() => script.FindOrBuild("pipelines setup", TextWriter.Null))
            .Message.ShouldBe("no libtorch: run pipelines setup");
    }

    [Fact]
    public void A_program_that_was_built_with_its_library_has_none() => ShimScript.Beside(folder).ShouldBeNull();

    private ShimScript Write(string text)
    {
        Directory.CreateDirectory(Path.Combine(folder, "native"));
        File.WriteAllText(Path.Combine(folder, "native/build.sh"), text);
        return ShimScript.Beside(folder).ShouldNotBeNull();
    }
}
