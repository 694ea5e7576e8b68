using System.Text.Json;

namespace Pipelines.Models;

/// <summary>Writes the keys of a configuration in order.</summary>
/// <param name="json">within an object</param>
internal sealed class ConfigWriter(Utf8JsonWriter json)
{
    /// <summary>Writes a key with a number, a flag, a string, a list, or null.</summary>
    /// <exception cref="NotSupportedException">the value is of another type</exception>
    public void Add(string key, object? value)
    {
        json.WritePropertyName(key);
        Write(value);
    }

    /// <summary>Writes a key with an object.</summary>
    public void Add(string key, Action<ConfigWriter> members)
    {
        json.WriteStartObject(key);
        members(this);
        json.WriteEndObject();
    }

    private void Write(object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            // Readers that tell 1 from 1.0 get what they expect.
            case double number when number == Math.Truncate(number) && Math.Abs(number) < 1e15:
                json.WriteRawValue(number.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture));
                break;
            case double number: json.WriteNumberValue(number); break;
            case string text: json.WriteStringValue(text); break;
            case System.Collections.IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items) Write(item);
                json.WriteEndArray();
                break;
            default: throw new NotSupportedException($"a configuration holds no {value.GetType().Name}");
        }
    }
}
