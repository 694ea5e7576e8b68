using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Decoding;

/// <summary>
/// Continues texts, token by token over a cache of keys and values. Of a vocabulary that is larger than the tokenizer's, as many models
/// pad theirs, only tokens that the tokenizer has are written.
/// </summary>
/// <param name="model">the model; dropout is off while it writes</param>
/// <param name="tokenizer">the model's tokenizer</param>
/// <param name="endTokens">
/// the tokens that end a continuation, such as those of <see cref="ChatFormat.EndTokens"/>; null for the end of text
/// </param>
public sealed class TextGenerator(Decoder model, Tokenizer tokenizer, IReadOnlySet<int>? endTokens = null)
{
    private readonly IReadOnlySet<int> ends = endTokens ?? new HashSet<int>(tokenizer.EndOfText is { } end ? [end] : []);

    /// <summary>
    /// Where what it writes stands: within the text that the prompt begins, or at the start of one of its own, as answers are; those lose
    /// the space that some tokenizers put at the beginning of texts.
    /// </summary>
    public TextPlace Place { get; init; } = TextPlace.Within;

    /// <summary>
    /// Continues a prompt as the beginning of a document: after an end-of-text token, where the tokenizer has one, since that is what the
    /// beginnings of documents followed in training.
    /// </summary>
    /// <param name="prompt">what to continue; may be empty</param>
    /// <param name="sampling">how tokens are chosen; its seed, where it has one, goes before <paramref name="seed"/></param>
    /// <param name="seed">of the draws</param>
    /// <param name="onText">is given the text piece by piece, whole characters only</param>
    /// <param name="cancellation">ends the continuation</param>
    /// <exception cref="ArgumentException">the prompt fills the model's context, or is empty without an end-of-text token</exception>
    public Generation Generate(
        string prompt, SamplingSpec sampling, long seed, Action<string>? onText = null, CancellationToken cancellation = default)
    {
        var tokens = tokenizer.Encode(prompt);
        return Generate(tokenizer.EndOfText is { } end ? [end, .. tokens] : tokens, sampling, seed, onText, cancellation);
    }

    /// <summary>Continues tokens as they are.</summary>
    /// <param name="prompt">at least one token, and fewer than the model's context</param>
    /// <param name="sampling">how tokens are chosen; its seed, where it has one, goes before <paramref name="seed"/></param>
    /// <param name="seed">of the draws</param>
    /// <param name="onText">is given the text piece by piece, whole characters only</param>
    /// <param name="cancellation">ends the continuation</param>
    /// <exception cref="ArgumentException">the prompt is empty or fills the model's context</exception>
    public Generation Generate(
        ReadOnlySpan<int> prompt, SamplingSpec sampling, long seed, Action<string>? onText = null, CancellationToken cancellation = default)
    {
        if (prompt.IsEmpty) throw new ArgumentException("the prompt has no token to continue from");
        if (prompt.Length >= model.Shape.Context)
            throw new ArgumentException(
                $"the prompt has {prompt.Length:N0} tokens and the model's context {model.Shape.Context:N0}: nothing can follow it");

        var training = model.training;
        model.eval();
        try
        {
            using var _ = no_grad();
            return Continue(prompt, sampling, new Sampler(sampling, sampling.Seed ?? seed), onText, cancellation);
        }
        finally
        {
            model.train(training);
        }
    }

    private Generation Continue(
        ReadOnlySpan<int> prompt, SamplingSpec sampling, Sampler sampler, Action<string>? onText, CancellationToken cancellation)
    {
        var seen = new List<int>(prompt.Length + sampling.MaxTokens);
        seen.AddRange(prompt);
        var logits = new float[model.Shape.Vocab];
        var known = logits.AsSpan(0, Math.Min(logits.Length, tokenizer.VocabSize));
        var text = new GeneratedText(tokenizer, sampling.Stop, onText, Place);
        using var state = model.NewState(batch: 1);
        Read(prompt, state, logits);
        var clock = Stopwatch.StartNew();

        StopReason? reason = null;
        while (reason is null)
        {
            var token = sampler.Next(known, CollectionsMarshal.AsSpan(seen), prompt.Length);
            seen.Add(token);
            reason =
                ends.Contains(token) ? StopReason.EndOfText
                : text.Add(token) ? StopReason.StopText
                : seen.Count - prompt.Length >= sampling.MaxTokens ? StopReason.MaxTokens
                : seen.Count > model.Shape.Context ? StopReason.Context
                : cancellation.IsCancellationRequested ? StopReason.Cancelled
                : null;
            if (reason is null) Read([token], state, logits);
        }

        return new Generation(text.Finish(), seen[prompt.Length..], reason.Value, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Lets the model read tokens and gives the logits of what follows, [vocab].</summary>
    private void Read(ReadOnlySpan<int> tokens, DecodeState state, float[] logits)
    {
        var ids = new long[tokens.Length];
        for (var i = 0; i < ids.Length; i++) ids[i] = tokens[i];
        using var input = tensor(ids, [1, ids.Length], device: model.Device);
        using var output = model.decode(input, state);                       // [1, vocab]
        using var floats = output.to_type(ScalarType.Float32);
        using var host = floats.cpu();
        host.data<float>().CopyTo(logits);
    }
}
