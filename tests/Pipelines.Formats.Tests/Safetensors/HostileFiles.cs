using System.Text;
using Pipelines.Formats.Safetensors;

namespace Pipelines.Formats.Tests.Safetensors;

/// <summary>Each rule of the format, broken: the error names the file and the field, and nothing past the file is read.</summary>
public sealed class HostileFiles : IDisposable
{
    private const string Good = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}""";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""[1]""", 0, "header", "begin with '{'")]
    [InlineData(""" {}""", 0, "header", "begin with '{'")]
    [InlineData("""{"a":""", 0, "header", "not valid JSON")]
    [InlineData("""{} x""", 0, "header", "not valid JSON")]
    [InlineData("""{}{}""", 0, "header", "not valid JSON")]
    [InlineData("""{"a":{"shape":[[[[[[1]]]]]]}}""", 0, "a.shape", "whole numbers")]
    [InlineData("""{"\uD800":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1, "header", "surrogate")]
    [InlineData("""{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}""", 2, "a", "appears twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "__metadata__.k", "not a string")]
    [InlineData("""{"__metadata__":{"k":{}}}""", 0, "__metadata__.k", "not a string")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "__metadata__.k", "appears twice")]
    [InlineData("""{"__metadata__":"pt"}""", 0, "__metadata__", "not an object")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__", "appears twice")]
    [InlineData("""{"a":3}""", 0, "a", "not an object")]
    [InlineData("""{"a":{"shape":[],"data_offsets":[0,1]}}""", 1, "a.dtype", "missing")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "a.shape", "missing")]
    [InlineData("""{"a":{"dtype":"U8","shape":[]}}""", 1, "a.data_offsets", "missing")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1, "a.dtype", "appears twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1],"strides":[1]}}""", 1, "a.strides", "not a member")]
    [InlineData("""{"a":{"dtype":"F31","shape":[],"data_offsets":[0,4]}}""", 4, "a.dtype", "'F31' is not an element type")]
    [InlineData("""{"a":{"dtype":"f32","shape":[],"data_offsets":[0,4]}}""", 4, "a.dtype", "'f32' is not an element type")]
    [InlineData("""{"a":{"dtype":"17","shape":[],"data_offsets":[0,4]}}""", 4, "a.dtype", "'17' is not an element type")]
    [InlineData("""{"a":{"dtype":32,"shape":[],"data_offsets":[0,4]}}""", 4, "a.dtype", "not a string")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1, "a.shape", "whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1, "a.shape", "whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", 1, "a.shape", "whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,1]}}""", 1, "a.shape", "whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":3,"data_offsets":[0,3]}}""", 3, "a.shape", "not an array")]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "a.shape", "no whole number")]
    [InlineData("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", 2, "a.shape", "no whole number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "a.data_offsets", "takes 8")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}}""", 2, "a.data_offsets", "before it begins")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0]}}""", 2, "a.data_offsets", "has 1 numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1,2]}}""", 2, "a.data_offsets", "more than 2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "a.data_offsets", "begins at 1")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "b.data_offsets", "begins at 1")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", 4, "b.data_offsets", "begins at 3")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9000000000],"data_offsets":[0,9000000000]}}""", 4, "a.data_offsets", "the file has 4 bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 3, "data", "3 bytes of data")]
    public void A_broken_rule_is_named(string header, int dataBytes, string field, string problem)
    {
        var error = Refused(HandMade.File(header, dataBytes));
        error.Field.ShouldBe(field);
        error.Message.ShouldContain(problem);
        error.Message.ShouldStartWith(error.File);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_without_room_for_the_length_is_refused(int bytes) =>
        Refused(new byte[bytes]).Message.ShouldContain($"the file has {bytes} bytes");

    [Theory]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void A_header_that_claims_to_be_huge_is_refused_before_it_is_read(ulong claimed)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(HandMade.File(claimed, Encoding.UTF8.GetBytes(Good), 11)).Message.ShouldContain("at most 100000000");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void A_header_that_claims_more_than_the_file_has_is_refused_before_it_is_read()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(HandMade.File(99_000_000, Encoding.UTF8.GetBytes(Good), 11)).Field.ShouldBe("header");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        var header = Encoding.UTF8.GetBytes(Good);
        header[2] = 0xFF;
        Refused(HandMade.File((ulong)header.Length, header, 11)).Message.ShouldContain("UTF-8");
    }

    [Fact]
    public void A_shape_of_endless_rank_is_refused() =>
        Refused(HandMade.File($$$"""{"a":{"dtype":"U8","shape":[{{{string.Join(',', Enumerable.Repeat(1, 100_000))}}}],"data_offsets":[0,1]}}""", 1))
            .Message.ShouldContain("more than 64");

    [Fact]
    public void An_error_shows_no_control_characters_and_no_endless_names()
    {
        var error = Refused(HandMade.File($$"""{"\u001b[31m{{new string('x', 5000)}}":3} """, 0));
        error.Message.ShouldNotContain('\u001b');
        error.Message.Length.ShouldBeLessThan(folder[""].Length + 300);
    }

    [Fact]
    public void Whatever_is_changed_in_a_file_either_reads_or_throws_the_documented_exception()
    {
        var random = new Random(7);
        var good = HandMade.File(Good, 11);
        var alphabet = "{}[]\",:\\u0123456789-eE. \t\0\xFFFabdtypeshapeoffsF32U8"u8.ToArray();
        int read = 0, refused = 0;
        for (var round = 0; round < 4000; round++)
        {
            var bytes = good.ToList();
            for (var edit = random.Next(1, 4); edit > 0; edit--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = alphabet[random.Next(alphabet.Length)]; break;
                    case 1: bytes[at] = (byte)random.Next(256); break;
                    case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                    default: bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 20)).ToArray()); break;
                }
                if (bytes.Count == 0) bytes.Add(0);
            }
            var path = folder["mutated.safetensors"];
            File.WriteAllBytes(path, bytes.ToArray());
            try
            {
                using var file = SafetensorsFile.Open(path);
                foreach (var tensor in file.Tensors) _ = file.Bytes(tensor).ToArray();
                read++;
            }
            catch (SafetensorsException)
            {
                refused++;
            }
        }
        read.ShouldBeGreaterThan(10);       // changes in the data alone are harmless
        refused.ShouldBeGreaterThan(1000);
    }

    private SafetensorsException Refused(byte[] bytes)
    {
        var path = folder["hostile.safetensors"];
        File.WriteAllBytes(path, bytes);
        return Should.Throw<SafetensorsException>(() => SafetensorsFile.Open(path).Dispose());
    }
}
