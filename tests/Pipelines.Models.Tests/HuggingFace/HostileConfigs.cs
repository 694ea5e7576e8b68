using System.Text;

namespace Pipelines.Models.Tests.HuggingFace;

/// <summary>Files of every family, changed at random: each reads or is refused, and none takes time or memory.</summary>
public sealed class HostileConfigs : IDisposable
{
    private const int Rounds = 600;
    private const string Structure = "{}[]\",:\\0123456789-.eE ";

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "2", "3", "1.5", "-0.0", "1e-300", "1e308", "1e999", "2147483647", "2147483648", "65536",
        "1048576", "16777216", "9223372036854775807", "99999999999999999999", "\"\"", "\"auto\"", "\"silu\"", "\"\\ud800\"", "[]", "[0]",
        "[[]]", "[null]", "[1, \"a\"]", "{}", "{\"rope_type\": null}", "{\"factor\": -1}", "Infinity", "-Infinity", "NaN",
    ];

    private readonly ConfigFiles files = new();

    public static TheoryData<string> Families => ConfigSamples.Families;

    public void Dispose() => files.Dispose();

    [Theory]
    [MemberData(nameof(Families))]
    public void Whatever_is_changed_reads_or_is_refused(string family)
    {
        var random = new Random(family.Length + family[0]);
        int read = 0, refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var text = random.Next(2) == 0 ? OtherValue(family, random) : OtherBytes(family, random);
            File.WriteAllBytes(files["config.json"], text);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                HuggingFaceConfig.Read(files["config.json"]);
                read++;
            }
            catch (HuggingFaceException)
            {
                refused++;
            }
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 << 20);
        }
        read.ShouldBeGreaterThan(Rounds / 20);
        refused.ShouldBeGreaterThan(Rounds / 20);
    }

    [Fact]
    public void A_file_that_goes_too_deep_is_refused() =>
        Should.Throw<HuggingFaceException>(() => files.Read($"{{\"a\": {new string('[', 10000)}{new string(']', 10000)}}}"));

    [Fact]
    public void An_error_shows_no_control_characters_and_no_endless_text()
    {
        var error = Should.Throw<HuggingFaceException>(
            () => files.Read($$"""{ "model_type": "{{@"\u001b[31m"}}{{new string('x', 5000)}}" }"""));
        error.Message.ShouldNotContain('\u001b');
        error.Message.Length.ShouldBeLessThan(800);
    }

    [Fact]
    public void More_experts_than_a_machine_holds_are_refused() =>
        Should.Throw<HuggingFaceException>(() => files.Read(ConfigSamples.With("mixtral", "num_local_experts", "4096")
            .Replace("\"num_hidden_layers\":3", "\"num_hidden_layers\":1000"))).Message.ShouldContain("more than 131072 experts");

    /// <summary>One key with another value.</summary>
    private static byte[] OtherValue(string family, Random random)
    {
        var text = ConfigSamples.Text(family);
        var keys = text.Split('"').Where((_, i) => i % 2 == 1).Where(key => text.Contains($"\"{key}\": ")).Distinct().ToArray();
        var key = keys[random.Next(keys.Length)];
        var start = text.IndexOf($"\"{key}\": ", StringComparison.Ordinal) + key.Length + 4;
        var end = text.IndexOfAny([',', '}', '\n'], start);
        return Encoding.UTF8.GetBytes(text[..start] + Values[random.Next(Values.Length)] + text[end..]);
    }

    /// <summary>A few bytes changed, added or gone.</summary>
    private static byte[] OtherBytes(string family, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(ConfigSamples.Text(family)).ToList();
        for (var edit = random.Next(1, 4); edit > 0; edit--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.Insert(at, (byte)Structure[random.Next(Structure.Length)]); break;
                case 2: bytes[at] = (byte)('0' + random.Next(10)); break;
                default: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
            }
        }
        return [.. bytes];
    }
}
