using System.Collections.Concurrent;
using Pipelines.Data;
using Pipelines.Decoding;
using Pipelines.Models;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>What requests are held against, and what they run under where they say nothing.</summary>
/// <param name="text">the model's text</param>
/// <param name="decoder">what reads them</param>
/// <param name="context">most tokens that a sequence can have in the decoder and the cache</param>
/// <param name="options">the engine's options</param>
internal sealed class RequestRules(ModelText text, IPagedDecoder decoder, int context, EngineOptions options)
{
    /// <summary>Most continuations of a request.</summary>
    private const int MostChoices = 128;

    /// <summary>Most sets of end tokens that are remembered: clients name their own, and each takes memory by the vocabulary.</summary>
    private const int MostVocabularies = 8;

    /// <summary>Most alternatives that are told at a place.</summary>
    private const int MostTop = 100;

    private readonly ConcurrentDictionary<string, Lazy<GrammarVocabulary>> vocabularies = new();

    public Tokenizer Tokenizer => text.Tokenizer;

    /// <summary>Tokens that are written: of a vocabulary that is padded, those that the tokenizer has.</summary>
    public int Vocab { get; } = Math.Min(decoder.Vocab, text.Tokenizer.VocabSize);

    public int Context => context;

    public int BlockTokens => decoder.Memory.BlockTokens;

    /// <summary>
    /// Tokens of a sequence that are given blocks at once: all, so that what has begun is not stopped by what begins later, but where a
    /// window lets blocks go, those of a step.
    /// </summary>
    public int TokensAtOnce => decoder.Memory.Window > 0 ? options.StepTokens : int.MaxValue;

    /// <summary>Ends of texts and turns.</summary>
    public IReadOnlySet<int> EndTokens { get; } = new HashSet<int>(
    [
        .. text.Tokens.Eos,
        .. text.Tokenizer.EndOfText is { } end ? [end] : Array.Empty<int>(),
        .. text.Chat?.EndTokens ?? new HashSet<int>(),
    ]);

    public TimeSpan Timeout => options.Timeout;

    /// <summary>The seed of a request that has none.</summary>
    public long SeedOf(long number) => (long)CounterRandom.Bits(options.Seed, number);

    /// <summary>The tokens that grammars choose from, where these end a text; made once for each set of them.</summary>
    public GrammarVocabulary VocabularyOf(IReadOnlySet<int> ends)
    {
        if (vocabularies.Count >= MostVocabularies) vocabularies.Clear();
        return vocabularies.GetOrAdd(
            string.Join(',', ends.Order()), _ => new(() => new GrammarVocabulary(Tokenizer, ends))).Value;
    }

    /// <exception cref="RequestException">the request cannot be done</exception>
    public void Check(GenerationRequest request)
    {
        CheckPrompt(request.Prompt.Span);
        if (request.Sampling.MaxTokens < 0)
            throw new RequestException("max_tokens", $"{request.Sampling.MaxTokens} tokens cannot be written");
        if (request.Choices is < 1 or > MostChoices)
            throw new RequestException("n", $"{request.Choices} continuations were asked for; 1 to {MostChoices} can be given");
        if (request.BestOf > MostChoices)
            throw new RequestException("best_of", $"{request.BestOf} continuations were asked for; at most {MostChoices} can be written");
        if (request.TopLogProbs is < 0 or > MostTop)
            throw new RequestException("top_logprobs", $"{request.TopLogProbs} alternatives were asked for; 0 to {MostTop} can be told");
        if (request.Timeout is { Ticks: <= 0 }) throw new RequestException("timeout", "is not positive");
        foreach (var (token, bias) in request.LogitBias)
        {
            if (!IsToken(token)) throw new RequestException("logit_bias", $"{token} is not a token: there are {Vocab:N0}");
            if (float.IsNaN(bias) || float.IsPositiveInfinity(bias))
                throw new RequestException("logit_bias", $"{bias} cannot be added to a logit");
        }
        foreach (var token in request.EndTokens ?? EndTokens)
            if (!IsToken(token)) throw new RequestException("stop_token_ids", $"{token} is not a token: there are {Vocab:N0}");
    }

    private void CheckPrompt(ReadOnlySpan<int> prompt)
    {
        if (prompt.IsEmpty) throw new RequestException("prompt", "has no token to continue from");
        if (prompt.Length >= context)
            throw new RequestException(
                "prompt", $"has {prompt.Length:N0} tokens and the context {context:N0}: nothing can follow it");
        foreach (var token in prompt)
            if (!IsToken(token)) throw new RequestException("prompt", $"{token} is not a token: there are {Vocab:N0}");
    }

    private bool IsToken(int token) => (uint)token < (uint)Vocab;
}
