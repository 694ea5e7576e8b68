using Pipelines.Modules;
using Pipelines.Tokenizers;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>Says how good conversations are, as a reward model finds them.</summary>
/// <param name="model">reads conversations; stays the caller's</param>
/// <param name="head">makes a number of what it has read; stays the caller's</param>
/// <param name="chat">how messages become tokens, the same as when it was trained</param>
public sealed class RewardScorer(Decoder model, ScalarHead head, ChatFormat chat)
{
    private const int Batch = 16;

    /// <summary>
    /// The scores of conversations that end in an answer, higher where it is better; only their differences mean something. A conversation
    /// longer than the model's context is read from its end.
    /// </summary>
    /// <param name="conversations">the turns of each</param>
    /// <exception cref="ChatTemplateException">the template refuses a conversation</exception>
    public IReadOnlyList<double> Score(IReadOnlyList<IReadOnlyList<ChatMessage>> conversations) =>
        Score([.. conversations.Select(messages => (ReadOnlyMemory<int>)chat.Encode(messages).Tokens)]);

    /// <summary>The scores of texts, as tokens.</summary>
    internal IReadOnlyList<double> Score(IReadOnlyList<ReadOnlyMemory<int>> texts)
    {
        var scores = new double[texts.Count];
        var training = model.training;
        model.eval();
        try
        {
            using var untracked = no_grad();
            // Texts of like length share a batch, so that little of it is padding.
            foreach (var rows in Enumerable.Range(0, texts.Count).OrderBy(row => texts[row].Length).Chunk(Batch))
            {
                using var found = Scores.Of(model, head, PaddedRows.Of([.. rows.Select(row => End(texts[row]))]));
                using var host = found.cpu();
                for (var i = 0; i < rows.Length; i++) scores[rows[i]] = host.data<float>()[i];
            }
        }
        finally
        {
            model.train(training);
        }

        return scores;
    }

    private ReadOnlyMemory<int> End(ReadOnlyMemory<int> text) => text[Math.Max(0, text.Length - model.Shape.Context)..];
}
