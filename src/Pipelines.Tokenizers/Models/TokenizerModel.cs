using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// What makes tokens of a word: the <c>model</c> of a tokenizer file. It says what distinguishes it, and is immutable; its spellings are
/// those of the <see cref="TokenizerDefinition"/> that it is part of.
/// </summary>
/// <remarks>
/// A new model is a record derived from this one, a <see cref="WordTokenizer"/> that does the work, and a line in <c>ModelReader</c>. What
/// it finds may be any token but a special one (<see cref="Vocabulary.FindText"/>): what a user writes never becomes a special token.
/// </remarks>
public abstract record TokenizerModel
{
    /// <summary>The name of its kind, as tokenizer files have it.</summary>
    public abstract string Type { get; }

    /// <summary>
    /// Checks it against the vocabulary and makes the tables that all threads share; the result makes what one thread at a time encodes
    /// with.
    /// </summary>
    /// <exception cref="TokenizerFormatException">it does not fit the vocabulary</exception>
    internal abstract Func<WordTokenizer> Prepare(Vocabulary vocabulary);

    /// <summary>Writes the <c>model</c> of a tokenizer file: an object with its <c>type</c>, its settings, its tokens.</summary>
    /// <param name="json">where it is written</param>
    /// <param name="spellings">the definition's</param>
    internal abstract void Write(Utf8JsonWriter json, IReadOnlyList<string?> spellings);
}
