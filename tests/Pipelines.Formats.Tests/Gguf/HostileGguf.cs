using Pipelines.Formats.Gguf;
using static Pipelines.Formats.Tests.Gguf.HandMadeGguf;

namespace Pipelines.Formats.Tests.Gguf;

/// <summary>Each rule of the format, broken: the error names the file and the place, and nothing past the file is read.</summary>
public sealed class HostileGguf : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string, byte[]> Broken => new()
    {
        { "header", "no GGUF file", [] },
        { "header", "no GGUF file", "GGU"u8.ToArray() },
        { "header", "no GGUF file", "GGML\u0003\0\0\0"u8.ToArray() },
        { "header: version", "the file ends", "GGUF\u0003"u8.ToArray() },
        { "header: version", "is 1; 2 and 3 are read", File(0, 0, _ => { }, version: 1) },
        { "header: version", "is 4; 2 and 3 are read", File(0, 0, _ => { }, version: 4) },
        { "header: version", "big-endian", File(0, 0, _ => { }, version: 3u << 24) },
        { "header: metadata count", "0 bytes left", File(0, 1, _ => { }) },
        { "header: metadata count", "9223372036854775808 items", File(0, 1ul << 63, _ => { }) },
        { "header: tensor count", "18446744073709551615 items", File(ulong.MaxValue, 0, _ => { }) },
        { "metadata entry 0", "empty key", Entry(output => output.Key("", Flag).Put([1])) },
        { "metadata entry 0", "at most 65535", Entry(output => output.Key(new string('k', 65536), Flag).Put([1])) },
        { "metadata entry 0", "it has 18446744073709551615 bytes", Entry(output => output.Put(ulong.MaxValue).Put(new byte[64])) },
        { "metadata entry 0", "not valid UTF-8", Entry(output => output.Put(1ul).Put([0xFF]).Put(Flag).Put([1])) },
        { "metadata entry 0", "control character", Entry(output => output.Key("\u001b[31m", Flag).Put([1])) },
        { "tensor 0", "control character", Tensors(1, output => output.Tensor("a\nb", [1], 0, 0)) },
        { "k", "appears twice", File(0, 2, output => output.Key("k", Flag).Put([1]).Key("k", Flag).Put([1])) },
        { "k", "the type 13", Entry(output => output.Key("k", 13).Put(1ul)) },
        { "k", "the type 4294967295", Entry(output => output.Key("k", uint.MaxValue).Put(1ul)) },
        { "k", "array of arrays", Entry(output => output.Key("k", List).Put(List).Put(1ul).Put(Flag).Put(1ul).Put([1])) },
        { "k", "the type 14", Entry(output => output.Key("k", List).Put(14u).Put(1ul).Put(new byte[8])) },
        { "k", "neither true (1) nor false (0)", Entry(output => output.Key("k", Flag).Put([2])) },
        { "k", "neither true (1) nor false (0)", Entry(output => output.Key("k", List).Put(Flag).Put(2ul).Put([1, 255])) },
        { "k", "18446744073709551615 items", Entry(output => output.Key("k", List).Put(Count64).Put(ulong.MaxValue).Put(new byte[64])) },
        { "k", "2305843009213693953 items", Entry(output => output.Key("k", List).Put(Count64).Put((1ul << 61) + 1).Put(new byte[64])) },
        { "k", "9 items of at least 8 bytes", Entry(output => output.Key("k", List).Put(Text).Put(9ul).Put(new byte[64])) },
        { "k", "the file has 6 bytes left", Entry(output => output.Key("k", List).Put(Text).Put(1ul).Put(7ul).Put(new byte[6])) },
        { "k", "at most 67108864", Entry(output => output.Key("k", Text).Put(ulong.MaxValue / 2).Put(new byte[64])) },
        { "k", "not valid UTF-8", Entry(output => output.Key("k", Text).Put(2ul).Put([0xC3, 0x28])) },
        { "general.alignment", "is 0", Entry(output => output.Key("general.alignment", Count32).Put(0u)) },
        { "general.alignment", "is 4", Entry(output => output.Key("general.alignment", Count32).Put(4u)) },
        { "general.alignment", "is 24", Entry(output => output.Key("general.alignment", Count32).Put(24u)) },
        { "general.alignment", "is 2097152", Entry(output => output.Key("general.alignment", Count32).Put(1u << 21)) },
        { "general.alignment", "expected a uint32", Entry(output => output.Key("general.alignment", Count64).Put(32ul)) },
        { "general.alignment", "expected a uint32", Entry(output => output.Key("general.alignment", Text).String("32")) },
        { "tensor 0", "at most 63", Tensors(1, output => output.Tensor(new string('n', 64), [1], 0, 0)) },
        { "a", "appears twice", Tensors(2, output => output.Tensor("a", [1], 0, 0).Tensor("a", [1], 0, 32)) },
        { "a: shape", "has 5 sizes", Tensors(1, output => output.Tensor("a", [1, 1, 1, 1, 1], 0, 0)) },
        { "a: shape", "has 4294967295 sizes", Tensors(1, output => output.String("a").Put(uint.MaxValue).Put(new byte[64])) },
        { "a: shape", "not positive", Tensors(1, output => output.Tensor("a", [2, 0], 0, 0)) },
        { "a: shape", "not positive", Tensors(1, output => output.Tensor("a", [ulong.MaxValue], 0, 0)) },
        { "a: shape", "more than 2^57 elements", Tensors(1, output => output.Tensor("a", [1ul << 40, 1ul << 40], 0, 0)) },
        { "a: shape", "more than 2^57 elements", Tensors(1, output => output.Tensor("a", [1ul << 62, 4, 4, 4], 0, 0)) },
        { "a: shape", "rows of 31", Tensors(1, output => output.Tensor("a", [31, 32], 8, 0)) },
        { "a: shape", "rows of 32", Tensors(1, output => output.Tensor("a", [32, 8], 12, 0)) },
        { "a: type", "is 4, which is no type", Tensors(1, output => output.Tensor("a", [32], 4, 0)) },
        { "a: type", "is iq2_xxs; read are f32", Tensors(1, output => output.Tensor("a", [256], 16, 0)) },
        { "a: type", "is 4294967295", Tensors(1, output => output.Tensor("a", [32], uint.MaxValue, 0)) },
        { "a: offset", "is 32", Tensors(1, output => output.Tensor("a", [1], 0, 32)) },
        { "b: offset", "is 4 where", Tensors(2, output => output.Tensor("a", [1], 0, 0).Tensor("b", [1], 0, 4)) },
        { "b: offset", "is 0 where", Tensors(2, output => output.Tensor("a", [1], 0, 0).Tensor("b", [1], 0, 0)) },
        { "b: offset", "is 64 where", Tensors(2, output => output.Tensor("a", [1], 0, 0).Tensor("b", [1], 0, 64)) },
        { "b: offset", "is 18446744073709551615", Tensors(2, output => output.Tensor("a", [1], 0, 0).Tensor("b", [1], 0, ulong.MaxValue)) },
        { "a", "ends at byte", Tensors(1, output => output.Tensor("a", [17], 0, 0)) },
        { "a", "ends at byte", Tensors(1, output => output.Tensor("a", [1ul << 57], 28, 0)) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_named_and_nothing_is_allocated_for_it(string place, string problem, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Refused(bytes);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        error.Place.ShouldBe(place);
        error.Message.ShouldContain(problem);
        error.Message.ShouldStartWith(error.File);
    }

    [Fact]
    public void Data_that_adds_up_to_more_than_a_file_can_be_is_refused() => Refused(Tensors(9, output =>
    {
        for (ulong i = 0; i < 9; i++) output.Tensor($"a{i}", [1ul << 57], 28, i << 60);
    })).Message.ShouldContain("longer than a file can be");

    [Fact]
    public void A_file_that_ends_anywhere_before_its_end_is_refused()
    {
        var good = Good();
        for (var length = 0; length < good.Length; length++) Refused(good[..length]);
        Opens(good);
        Opens(File(0, 0, _ => { }));
        Opens([.. good, .. new byte[27]]);      // padded to the alignment, as writers leave it
    }

    [Fact]
    public void A_file_of_version_2_is_read_as_one_of_version_3()
    {
        var bytes = Good();
        bytes[4] = 2;
        Opens(bytes);
    }

    [Fact]
    public void An_error_shows_no_endless_names() =>
        Refused(Entry(output => output.Key(new string('x', 5000), 13).Put(1ul))).Message.Length.ShouldBeLessThan(folder[""].Length + 300);

    [Fact]
    public void Whatever_is_changed_in_a_file_either_reads_or_throws_the_documented_exception()
    {
        var random = new Random(7);
        var good = Good();
        int read = 0, refused = 0;
        for (var round = 0; round < 6000; round++)
        {
            var bytes = good.ToList();
            for (var edit = random.Next(1, 4); edit > 0 && bytes.Count > 0; edit--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(5))
                {
                    case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                    case 1: bytes[at] = (byte)random.Next(256); break;
                    case 2: for (var i = at; i < Math.Min(at + 8, bytes.Count); i++) bytes[i] = 0xFF; break;
                    case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                    default: bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 20)).ToArray()); break;
                }
            }
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Opens([.. bytes]);
                read++;
            }
            catch (GgufException)
            {
                refused++;
            }
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        }
        read.ShouldBeGreaterThan(100);      // changes in the data alone are harmless
        refused.ShouldBeGreaterThan(1000);
    }

    private void Opens(byte[] bytes)
    {
        var path = folder["open.gguf"];
        System.IO.File.WriteAllBytes(path, bytes);
        using var file = GgufFile.Open(path);
        foreach (var tensor in file.Tensors) _ = file.Bytes(tensor).ToArray();
        foreach (var key in file.Metadata.Keys) _ = file.Metadata.Find(key)!.ToString();
    }

    private GgufException Refused(byte[] bytes)
    {
        var path = folder["hostile.gguf"];
        System.IO.File.WriteAllBytes(path, bytes);
        return Should.Throw<GgufException>(() => GgufFile.Open(path).Dispose());
    }
}
