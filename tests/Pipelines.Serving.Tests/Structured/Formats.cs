using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text.Json;
using System.Xml;

namespace Pipelines.Serving.Tests;

public sealed class Formats
{
    private static readonly Dictionary<string, Func<string, bool>> Judges = new()
    {
        ["date"] = text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["time"] = text => DateTimeOffset.TryParse("2000-01-01T" + Time(text), CultureInfo.InvariantCulture, out _),
        ["date-time"] = text => DateOnly.TryParse(text[..10], CultureInfo.InvariantCulture, out _) &&
            DateTimeOffset.TryParse("2000-01-01T" + Time(text[11..]), CultureInfo.InvariantCulture, out _),
        ["duration"] = text => text.Contains('W') || Parsed(() => XmlConvert.ToTimeSpan(Small(text))),
        ["email"] = text => MailAddress.TryCreate(text, out _),
        ["hostname"] = text => Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4,
        ["ipv4"] = text => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork,
        ["ipv6"] = text => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6,
        ["uuid"] = text => Guid.TryParseExact(text, "D", out _),
        ["uri"] = text => text.Contains(':'),
    };

    [Theory]
    [InlineData("date", "2024-02-29", "2023-02-29")]
    [InlineData("date", "2000-02-29", "1900-02-29")]
    [InlineData("date", "1999-12-31", "1999-04-31")]
    [InlineData("time", "23:59:59.5+02:00", "24:00:00Z")]
    [InlineData("date-time", "2024-05-06T07:08:09Z", "2024-05-06 07:08:09Z")]
    [InlineData("duration", "P1Y2M3DT4H5M6S", "P")]
    [InlineData("duration", "PT4H5M", "P1YT")]
    [InlineData("duration", "P3W", "P1Y3D")]
    [InlineData("email", "a.b+c@example.com", "a.@example.com")]
    [InlineData("hostname", "a-1.example.com", "-a.com")]
    [InlineData("ipv4", "192.168.0.255", "1.2.3.256")]
    [InlineData("ipv6", "2001:db8::1", "1::2::3")]
    [InlineData("ipv6", "::ffff:1.2.3.4", "1:2:3:4:5:6:7")]
    [InlineData("ipv6", "::", ":")]
    [InlineData("uuid", "00000000-aaaa-BBBB-cccc-0123456789ab", "00000000aaaaBBBBcccc0123456789ab")]
    [InlineData("uri", "https://example.com:80/a%20b?c=d#e", "/a/b")]
    public void A_format_is_what_others_read_and_no_more(string format, string fit, string misfit)
    {
        var schema = $$"""{"type":"string","format":"{{format}}"}""";
        var (grammar, random) = (Grammar.FromJsonSchema(schema), new Random(7));
        Judges[format](fit).ShouldBeTrue();
        foreach (var vocabulary in Vocabularies.All)
        {
            Walks.Admits(grammar, vocabulary, $"\"{fit}\"", random);
            for (var i = 0; i < 20; i++)
                if (Walks.Next(grammar, vocabulary, random) is { } text)
                    Judges[format](JsonSerializer.Deserialize<string>(text)!).ShouldBeTrue(text);
        }
        grammar.Accepts($"\"{misfit}\"").ShouldBeFalse();
    }

    [Fact]
    public void A_format_that_nobody_knows_asserts_nothing() =>
        Grammar.FromJsonSchema("""{"type":"string","format":"shoe-size"}""").Accepts("\"any\"").ShouldBeTrue();

    /// <summary>What the standard library cannot hold: offsets beyond 14 hours, more than seven digits, a small z.</summary>
    private static string Time(string text)
    {
        var offset = text.IndexOfAny(['Z', 'z', '+', '-']);
        return text[..Math.Min(offset, 12)] + "Z";
    }

    private static string Small(string text) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9]+", "1");

    private static bool Parsed(Func<TimeSpan> parse)
    {
        try
        {
            parse();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
