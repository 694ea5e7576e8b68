using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// A checkpoint as tasks ask it: by its chat template where it has one; otherwise a prompt is a text, ended by a line break, that it
/// continues.
/// </summary>
/// <param name="model">the model; stays the caller's</param>
/// <param name="tokenizer">of the model</param>
/// <param name="chat">how messages become tokens; null where the checkpoint knows no chat</param>
public sealed class Examinee(Decoder model, Tokenizer tokenizer, ChatFormat? chat)
{
    private const int Batch = 16;

    /// <summary>The model.</summary>
    public Decoder Model => model;

    /// <summary>Writes answers.</summary>
    public AnswerGenerator Generate { get; } = new BatchGenerator(model, EndTokens(tokenizer, chat)).Generate;

    /// <summary>The text of an answer's tokens, without end tokens.</summary>
    public string Decode(int[] answer)
    {
        if (chat is not null) return chat.Decode(answer);
        var ends = EndTokens(tokenizer, chat);
        return tokenizer.Decode([.. answer.TakeWhile(token => !ends.Contains(token))], place: TextPlace.Within);
    }

    /// <summary>Prompts that leave room for an answer, and how many do not.</summary>
    /// <param name="examples">whatever can be a prompt</param>
    /// <param name="maxTokens">most tokens of an answer</param>
    public (IReadOnlyList<Prompt> Prompts, int TooLong) Prompts(IEnumerable<Example> examples, int maxTokens) =>
        Prompt.Of(examples, Encode, model.Shape.Context, maxTokens);

    /// <summary>An answer to turns as tokens of which the answer is learned; null where it is longer than the model's context.</summary>
    public EncodedExample? Encode(string place, IReadOnlyList<ChatMessage> prompt, ChatMessage answer)
    {
        Example whole = chat is null
            ? new CompletionExample(place, Plain(prompt), answer.Content)
            : new ConversationExample(place, [.. prompt, answer], []);
        var encoder = new ExampleEncoder(tokenizer, chat, LossMask.Last, model.Shape.Context + 1);
        return encoder.Encode(whole) is { Truncated: false, Example: { } encoded } ? encoded : null;
    }

    /// <summary>The log-likelihood of each answer behind its prompt, in nats.</summary>
    public IReadOnlyList<double> LogLikelihoods(IReadOnlyList<EncodedExample> answers, CancellationToken cancellation)
    {
        var found = new double[answers.Count];
        using var untracked = no_grad();
        // Answers of like length share a batch, so that little of it is padding.
        foreach (var rows in Enumerable.Range(0, answers.Count).OrderBy(row => answers[row].Length).Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = PaddedExamples.Pad([.. rows.Select(row => answers[row])]);
            var device = model.Device;
            using var ids = tensor(batch.Inputs, [batch.Rows, batch.Time], device: device);
            using var targets = tensor(batch.Targets, [batch.Rows, batch.Time], device: device);
            using var segments = tensor(batch.Segments!, [batch.Rows, batch.Time], device: device);
            var (logProbs, entropy) = model.log_probs(ids, targets, segments);  // [rows, time]
            entropy.Dispose();
            using var sums = logProbs.sum(1).Freeing(logProbs);                 // [rows]
            using var host = sums.cpu();
            for (var i = 0; i < rows.Length; i++) found[rows[i]] = host.data<float>()[i];
        }

        return found;
    }

    private static IReadOnlySet<int> EndTokens(Tokenizer tokenizer, ChatFormat? chat) =>
        chat?.EndTokens ?? (tokenizer.EndOfText is { } end ? new HashSet<int> { end } : []);

    private static string Plain(IReadOnlyList<ChatMessage> prompt) => string.Concat(prompt.Select(message => message.Content + "\n"));

    private int[] Encode(PromptExample example) => chat?.EncodePrompt(example.Prompt)
        ??
        [
            .. tokenizer.Definition.TemplatePrefix,
            .. tokenizer.Encode(Plain(example.Prompt), new EncodeOptions { SpecialTokensAsText = true }),
        ];
}
