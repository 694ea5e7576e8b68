using System.Text;
using System.Text.Json;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers.Decoders;

/// <summary><c>Metaspace</c>: a space for each mark; the first token's are left out where texts get one put before them.</summary>
/// <param name="Replacement">the mark</param>
/// <param name="Scheme">when it is put before a piece</param>
/// <param name="Split">whether text is cut before each mark; it is kept for whoever reads the file</param>
public sealed record MetaspaceDecoder(Rune Replacement, PrependScheme Scheme, bool Split = true) : Decoder
{
    private readonly byte[] mark = Encoding.UTF8.GetBytes(Replacement.ToString());

    /// <inheritdoc/>
    public override string Type => "Metaspace";

    /// <inheritdoc/>
    internal override byte[] Decode(byte[] token, bool isFirst)
    {
        if (token.AsSpan().IndexOf(mark) < 0) return token;
        var text = new List<byte>(token.Length);
        for (var at = 0; at < token.Length;)
        {
            if (!token.AsSpan(at).StartsWith(mark))
            {
                text.Add(token[at++]);
                continue;
            }

            if (!isFirst || Scheme == PrependScheme.Never) text.Add((byte)' ');
            at += mark.Length;
        }

        return [.. text];
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json) => Metaspace.Write(json, Replacement, Scheme, Split);
}
