using System.Runtime.CompilerServices;
using Pipelines.Decoding;
using Pipelines.Models;

namespace Pipelines.Serving;

/// <summary>
/// Continues the prompts of many requests at once, on a thread of its own. Requests join and leave at every step of the decoder
/// (Yu et al., Orca, OSDI 2022); what a request is given does not depend on those beside it.
/// </summary>
public sealed class GenerationEngine : IAsyncDisposable
{
    private readonly RequestRules rules;
    private readonly EngineLoop loop;
    private long number;

    /// <summary>Makes room and starts.</summary>
    /// <param name="decoder">the decoder, which the engine disposes</param>
    /// <param name="text">how text becomes its tokens, and which of them end a text</param>
    /// <param name="options">how much the engine takes on</param>
    /// <param name="speculator">what guesses the tokens that follow, which the engine disposes; null for nothing</param>
    /// <exception cref="ArgumentException">the cache is too small for one sequence, or an option is not positive</exception>
    public GenerationEngine(IPagedDecoder decoder, ModelText text, EngineOptions options, ISpeculator? speculator = null)
    {
        OptionCheck.Check(options);
        var size = CacheSize.Of(decoder, options);
        (Text, Context) = (text, size.Context);
        rules = new RequestRules(text, decoder, Context, options);
        loop = new EngineLoop(decoder, size, rules, options, speculator);
    }

    /// <summary>Most tokens of a prompt and its continuation.</summary>
    public int Context { get; }

    /// <summary>How text becomes tokens, and tokens text.</summary>
    public ModelText Text { get; }

    /// <summary>What it is doing.</summary>
    public EngineState State => loop.State;

    /// <summary>Continues a prompt.</summary>
    /// <param name="request">what is to be written</param>
    /// <param name="cancellation">ends it, and frees what it holds at the next step; so does leaving the enumeration</param>
    /// <returns>
    /// events as they happen, those of several continuations interleaved; they end after the last <see cref="ChoiceEnded"/>. Read once
    /// </returns>
    /// <exception cref="RequestException">it cannot be done</exception>
    /// <exception cref="QueueFullException">too many requests wait</exception>
    /// <exception cref="EngineStoppingException">the engine takes no more requests, or, while events are read, it was stopped</exception>
    /// <exception cref="OperationCanceledException">while events are read: it was cancelled</exception>
    /// <exception cref="ArithmeticException">while events are read: the model gave a logit that is not a number</exception>
    public IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, CancellationToken cancellation = default)
    {
        rules.Check(request);
        var active = Take(request);
        // Even one whose events nobody has begun to read.
        return Read(active, cancellation.UnsafeRegister(static one => ((ActiveRequest)one!).Leave(), active), cancellation);
    }

    /// <summary>Takes no more requests, and waits until those that it has are complete.</summary>
    /// <exception cref="OperationCanceledException">waiting was cancelled; what runs goes on</exception>
    public Task DrainAsync(CancellationToken cancellation = default) => loop.DrainAsync(cancellation);

    /// <summary>Ends what runs, and frees the decoder.</summary>
    public ValueTask DisposeAsync() => loop.DisposeAsync();

    private ActiveRequest Take(GenerationRequest request)
    {
        try
        {
            var active = new ActiveRequest(request, Interlocked.Increment(ref number), rules);
            loop.Add(active);
            return active;
        }
        catch (GrammarException error)
        {
            throw new RequestException("grammar", error.Message, error);
        }
    }

    private static async IAsyncEnumerable<GenerationEvent> Read(
        ActiveRequest request, CancellationTokenRegistration leaving, CancellationToken given,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(given, cancellation);
            await foreach (var happened in request.Delivery.Events.ReadAllAsync(either.Token).ConfigureAwait(false))
                yield return happened;
        }
        finally
        {
            request.Leave();
            await leaving.DisposeAsync().ConfigureAwait(false);
        }
    }
}
