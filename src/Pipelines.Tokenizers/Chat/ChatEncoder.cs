using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// Encodes a rendered conversation. Special tokens are looked for in the template's own text alone, before anything is encoded: one that a
/// message spells, or that a message and the template spell together, is plain text. What is between them is encoded as it would be in any
/// text, messages and template together, but never across the beginning or the end of what the assistant says, since there the prompt ends
/// when the model writes: such a cut is within a text, so that no space is put there.
/// </summary>
/// <param name="tokenizer">the tokenizer</param>
internal sealed class ChatEncoder(Tokenizer tokenizer)
{
    private readonly Tokenizer tokenizer = tokenizer;
    private readonly AddedTokenMatcher special = new(tokenizer.AddedTokens.Where(added => added.Special));

    /// <summary>The tokens; one is the assistant's when its first character is.</summary>
    public EncodedChat Encode(RenderedChat rendered)
    {
        var run = new Run(this, rendered);
        run.Encode();
        return new EncodedChat([.. run.Tokens], [.. run.Generated]);
    }

    /// <summary>One encoding, over the text's UTF-8.</summary>
    private sealed class Run
    {
        private readonly ChatEncoder encoder;
        private readonly byte[] utf8;

        /// <summary>Where characters from messages begin and end in turn, and what the assistant says: in bytes.</summary>
        private readonly int[] messages, assistant;

        public Run(ChatEncoder encoder, RenderedChat rendered)
        {
            this.encoder = encoder;
            utf8 = Encoding.UTF8.GetBytes(rendered.Text);
            (messages, assistant) = (InBytes(rendered.Text, rendered.FromMessages), InBytes(rendered.Text, rendered.Generated));
        }

        public List<int> Tokens { get; } = [];

        public List<bool> Generated { get; } = [];

        public void Encode()
        {
            var done = 0;
            for (int i = -1; i < messages.Length; i += 2)
            {
                // The template's own text between two pieces of messages.
                var from = Math.Max(done, i < 0 ? 0 : messages[i]);
                var limit = i + 1 < messages.Length ? messages[i + 1] : utf8.Length;
                while (from < limit && encoder.special.Find(utf8, from, limit, out var start, out var end, out var id))
                {
                    AddText(done, Math.Max(done, start));
                    Add(id, IsAssistants(Math.Max(done, start)));
                    done = from = Math.Max(done, end);
                }
            }

            AddText(done, utf8.Length);
        }

        /// <summary>Plain text, cut where the assistant begins and ends to speak.</summary>
        private void AddText(int start, int end)
        {
            var place = start == 0 ? TextPlace.Start : TextPlace.Piece;
            while (start < end)
            {
                var next = Array.FindIndex(assistant, border => border > start);
                var cut = next < 0 ? end : Math.Min(end, assistant[next]);
                var options = new EncodeOptions { SpecialTokensAsText = true, Place = place };
                foreach (var id in encoder.tokenizer.EncodeUtf8(utf8.AsSpan(start, cut - start), options)) Add(id, IsAssistants(start));
                (start, place) = (cut, TextPlace.Within);
            }
        }

        private void Add(int id, bool generated)
        {
            Tokens.Add(id);
            Generated.Add(generated);
        }

        private bool IsAssistants(int position)
        {
            var after = Array.FindIndex(assistant, border => border > position);
            return after >= 0 && after % 2 == 1;
        }

        private static int[] InBytes(string text, IReadOnlyList<Range> ranges)
        {
            var borders = new int[ranges.Count * 2];
            var (bytes, at) = (0, 0);
            for (var i = 0; i < borders.Length; i++)
            {
                var border = (i % 2 == 0 ? ranges[i / 2].Start : ranges[i / 2].End).Value;
                bytes += Encoding.UTF8.GetByteCount(text.AsSpan(at, border - at));
                (borders[i], at) = (bytes, border);
            }

            return borders;
        }
    }
}
