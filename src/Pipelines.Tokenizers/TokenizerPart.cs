using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A part of a tokenizer file that is an object with its <c>type</c> and what it has beside that. Immutable.</summary>
public abstract record TokenizerPart
{
    /// <summary>The name of its kind, as tokenizer files have it.</summary>
    public abstract string Type { get; }

    /// <summary>Writes it as an object.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        WriteSettings(json);
        json.WriteEndObject();
    }

    /// <summary>Writes what it has beside its type, in the order of Hugging Face's writer.</summary>
    private protected virtual void WriteSettings(Utf8JsonWriter json)
    {
    }
}
