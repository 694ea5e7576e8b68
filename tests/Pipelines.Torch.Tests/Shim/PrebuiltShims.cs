using System.Runtime.InteropServices;

namespace Pipelines.Torch.Tests.Shim;

/// <summary>Shims that came along built: taken where sources, libtorch and processor are those that they were built for.</summary>
public sealed class PrebuiltShims : IDisposable
{
    private readonly SmallShim shim = new();
    private readonly Machine withoutCompiler = new();

    public void Dispose()
    {
        shim.Dispose();
        withoutCompiler.Dispose();
    }

    [Fact]
    public void One_that_fits_is_taken_where_there_is_neither_compiler_nor_header()
    {
        var prebuilt = Prebuild();
        Directory.Delete(shim["libtorch/include"], recursive: true);
        shim.Library(withoutCompiler.Path).ShouldBe(prebuilt);
        var library = NativeLibrary.Load(prebuilt);
        Marshal.GetDelegateForFunctionPointer<Answer>(NativeLibrary.GetExport(library, "answer"))().ShouldBe(42);
        NativeLibrary.Free(library);
    }

    [Fact]
    public void One_of_other_sources_is_left() => IsLeft(() => File.AppendAllText(shim["native/core/answer.cpp"], "int more;\n"));

    [Fact]
    public void One_for_another_libtorch_is_left() => IsLeft(() => shim.BuildLibtorch(2));

    [Fact]
    public void One_for_another_processor_is_left() => IsLeft(() => { }, ("PIPELINES_MARCH", RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.Arm64 => "armv8-a",
        _ => "x86-64",
    }));

    [Fact]
    public void One_that_cannot_be_loaded_is_left()
    {
        var prebuilt = Prebuild();
        File.WriteAllText(prebuilt, "the half of a file");
        shim.Library().ShouldStartWith(shim["cache"]);
    }

    [Fact]
    public void Without_one_a_missing_compiler_is_an_error()
    {
        var (code, output, errors) = shim.Run([], withoutCompiler.Path, ("PIPELINES_SETUP", "some command"));
        (code, output, errors.Trim()).ShouldBe((1, "", "no C++ compiler on this machine: run some command"));
    }

    [Fact]
    public void Finding_says_that_it_must_be_compiled_and_afterwards_where_it_is()
    {
        var (code, output, _) = shim.Run(["--find"]);
        (code, output).ShouldBe((3, "compiling the layer over libtorch 9.8, once for all projects of this machine; it takes a minute or two\n"));
        var library = shim.Library();
        shim.Run(["--find"]).ShouldBe(new Script(0, library + "\n", ""));
    }

    /// <summary>Builds the shim and puts it where one that came along is, under the name that fits.</summary>
    private string Prebuild()
    {
        var fit = shim.Run(["--fit"]).Output.Trim();
        var prebuilt = shim[$"native/prebuilt/{fit}/libpipelines_torch.so"];
        Directory.CreateDirectory(Path.GetDirectoryName(prebuilt)!);
        File.Move(shim.Library(), prebuilt);
        shim.Library().ShouldBe(prebuilt);
        return prebuilt;
    }

    private void IsLeft(Action change, params ReadOnlySpan<(string, string)> environment)
    {
        Prebuild();
        change();
        shim.Library(environment).ShouldStartWith(shim["cache"]);
    }

    private delegate int Answer();
}
