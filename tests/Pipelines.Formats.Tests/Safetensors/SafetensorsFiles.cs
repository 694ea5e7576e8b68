using Pipelines.Formats.Safetensors;

namespace Pipelines.Formats.Tests.Safetensors;

public sealed class SafetensorsFiles : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_made_by_hand_is_read_as_the_format_says()
    {
        var path = folder["hand.safetensors"];
        File.WriteAllBytes(path, HandMade.File(
            """{"b":{"data_offsets":[4,10],"shape":[3],"dtype":"BF16"},"__metadata__":{"format":"pt","by":"hand"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}, "none":{"dtype":"I64","shape":[2,0],"data_offsets":[10,10]}}   """,
            dataBytes: 10));

        using var file = SafetensorsFile.Open(path);

        file.Metadata.ShouldBe(new Dictionary<string, string> { ["format"] = "pt", ["by"] = "hand" }, ignoreOrder: true);
        file.Tensors.Select(tensor => tensor.Name).ShouldBe(["a", "b", "none"]);
        file.Find("a")!.Shape.ShouldBeEmpty();
        file.Find("b")!.Type.ShouldBe(SafetensorsType.BF16);
        file.Find("none")!.ByteCount.ShouldBe(0);
        file.Find("c").ShouldBeNull();
        file.Bytes(file.Find("a")!).ToArray().ShouldBe([0, 1, 2, 3]);
        file.Bytes(file.Find("b")!).ToArray().ShouldBe([4, 5, 6, 7, 8, 9]);
        file.Bytes(file.Find("b")!, 2, 3).ToArray().ShouldBe([6, 7, 8]);
        file.Bytes(file.Find("none")!).Length.ShouldBe(0);
    }

    [Fact]
    public void A_file_without_tensors_is_valid()
    {
        var path = folder["empty.safetensors"];
        File.WriteAllBytes(path, HandMade.File("{}", 0));
        using var file = SafetensorsFile.Open(path);
        file.Tensors.ShouldBeEmpty();
    }

    [Fact]
    public void Sub_byte_types_count_whole_bytes()
    {
        var path = folder["sub.safetensors"];
        File.WriteAllBytes(path, HandMade.File(
            """{"f4":{"dtype":"F4","shape":[3,2],"data_offsets":[0,3]},"f6":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[3,6]}}""", 6));
        using var file = SafetensorsFile.Open(path);
        file.Tensors.Select(tensor => tensor.ByteCount).ShouldBe([3, 3]);
    }

    [Fact]
    public void Parts_outside_a_tensor_are_refused()
    {
        var path = folder["parts.safetensors"];
        File.WriteAllBytes(path, HandMade.File("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4));
        using var file = SafetensorsFile.Open(path);
        var tensor = file.Find("a")!;
        Should.Throw<ArgumentOutOfRangeException>(() => file.Bytes(tensor, 2, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Bytes(tensor, -1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Bytes(tensor, long.MaxValue, 1));
        Should.Throw<ArgumentException>(() => file.Bytes(tensor with { ByteCount = 1000 }, 0, 1000));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Read(tensor, 2, new byte[3]));
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Bytes(tensor));
        Should.Throw<ObjectDisposedException>(() => file.Read(tensor, 0, new byte[1]));
    }

    [Fact]
    public void Parts_are_copied()
    {
        var path = folder["copied.safetensors"];
        File.WriteAllBytes(path, HandMade.File("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6));
        using var file = SafetensorsFile.Open(path);
        var part = new byte[3];
        file.Read(file.Find("b")!, 1, part);
        part.ShouldBe([3, 4, 5]);
    }

    [Fact]
    public void A_file_that_was_cut_after_it_was_opened_is_an_error()
    {
        var path = folder["cut.safetensors"];
        File.WriteAllBytes(path, HandMade.File("""{"a":{"dtype":"U8","shape":[9000],"data_offsets":[0,9000]}}""", 9000));
        using var file = SafetensorsFile.Open(path);
        Cut(path, 200);
        Should.Throw<SafetensorsException>(() => file.Read(file.Find("a")!, 0, new byte[9000])).Message.ShouldContain("shorter");
    }

    /// <summary>As another process would: .NET's own locks do not bind it.</summary>
    private static void Cut(string path, int bytes)
    {
        using var truncate = System.Diagnostics.Process.Start("truncate", ["-s", $"{bytes}", path]);
        truncate.WaitForExit();
        truncate.ExitCode.ShouldBe(0);
    }
}
