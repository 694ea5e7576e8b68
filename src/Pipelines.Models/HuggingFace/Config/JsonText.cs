using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Pipelines.Models;

/// <summary>A JSON value as text.</summary>
internal static class JsonText
{
    /// <summary>Without spaces.</summary>
    public static string Compact(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) value.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
