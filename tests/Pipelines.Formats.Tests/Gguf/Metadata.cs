using Pipelines.Formats.Gguf;

namespace Pipelines.Formats.Tests.Gguf;

public sealed class Metadata
{
    private readonly GgufMetadata metadata = new();

    [Fact]
    public void Counts_are_uint32_numbers_float32_as_readers_expect()
    {
        metadata.Set("count", 3);
        metadata.Set("number", 1e-5);
        metadata.Set("types", [1, -2]);
        metadata.Find("count")!.Kind.ShouldBe("uint32");
        metadata.Find("number")!.Kind.ShouldBe("float32");
        metadata.Find("types")!.Kind.ShouldBe("[2] of int32");
        Should.Throw<ArgumentOutOfRangeException>(() => metadata.Set("count", -1));
        Should.Throw<ArgumentOutOfRangeException>(() => metadata.Set("count", 1L << 32));
    }

    [Fact]
    public void A_whole_number_is_a_number_but_not_the_other_way_round()
    {
        metadata.Set("count", 3);
        metadata.Set("number", 3.0);
        metadata.Number("count").ShouldBe(3);
        Should.Throw<GgufException>(() => metadata.Integer("number")).Message
            .ShouldBe("metadata: number: is 3 (float32); expected a whole number");
    }

    [Fact]
    public void A_key_that_is_missing_or_of_another_type_is_named()
    {
        metadata.Set("name", "text");
        metadata.Set("names", ["text"]);
        metadata.FindText("other").ShouldBeNull();
        Should.Throw<GgufException>(() => metadata.Text("other")).Message.ShouldBe("metadata: other: is missing");
        Should.Throw<GgufException>(() => metadata.FindText("names")).Message
            .ShouldBe("metadata: names: is [\"text\"] ([1] of string); expected a string");
        Should.Throw<GgufException>(() => metadata.FindTexts("name")).Message
            .ShouldBe("metadata: name: is \"text\" (string); expected an array of strings");
        Should.Throw<GgufException>(() => metadata.FindFlag("name")).Message.ShouldEndWith("expected true or false");
        Should.Throw<GgufException>(() => metadata.FindIntegers("names")).Message.ShouldEndWith("expected an array of whole numbers");
    }

    [Fact]
    public void Setting_a_key_again_changes_its_value_and_not_its_place()
    {
        metadata.Set("a", 1);
        metadata.Set("b", 2);
        metadata.Set("a", "text");
        metadata.Keys.ShouldBe(["a", "b"]);
        metadata.Text("a").ShouldBe("text");
    }

    [Fact]
    public void A_part_that_does_not_fit_is_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        var path = folder["refused.gguf"];
        GgufPart Part(string name, GgufType type, params long[] shape) => new(name, type, shape, _ => { });
        void Refuse(string problem, params GgufPart[] parts) =>
            Should.Throw<ArgumentException>(() => GgufWriter.Write(path, metadata, parts)).Message.ShouldContain(problem);

        Refuse("'a' is there twice", Part("a", GgufType.F32, 1), Part("a", GgufType.F32, 1));
        Refuse("at most 63", Part(new string('é', 32), GgufType.F32, 1));
        Refuse("rows of 48", Part("a", GgufType.Q8_0, 2, 48));
        Refuse("not positive", Part("a", GgufType.F32, 0));
        Refuse("at most 4", Part("a", GgufType.F32, 1, 1, 1, 1, 1));
        metadata.Set("general.alignment", 12);
        Refuse("general.alignment");
        folder.Files.ShouldBeEmpty();
    }

    [Fact]
    public void A_part_that_writes_too_little_leaves_the_file_that_was_there()
    {
        using var folder = new TemporaryFolder();
        var path = folder["kept.gguf"];
        File.WriteAllText(path, "before");
        GgufPart[] parts = [new("a", GgufType.I8, [3], stream => stream.Write([1, 2]))];
        Should.Throw<InvalidOperationException>(() => GgufWriter.Write(path, metadata, parts)).Message
            .ShouldBe("'a' wrote 2 bytes; its shape takes 3");
        File.ReadAllText(path).ShouldBe("before");
        folder.Files.ShouldBe(["kept.gguf"]);
    }
}
