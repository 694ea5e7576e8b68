using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>Makes the steps: lets the decoder read what is planned, and writes what follows.</summary>
/// <param name="decoder">the decoder</param>
/// <param name="cache">its memory</param>
/// <param name="scheduler">what is told which sequences are complete</param>
/// <param name="rules">what requests run under</param>
/// <param name="guesses">guesses of what follows; null where none are made</param>
/// <param name="meter">what is measured</param>
internal sealed class StepRunner(
    IPagedDecoder decoder, PagedCache cache, Scheduler scheduler, RequestRules rules, StepGuesses? guesses, EngineMeter meter)
{
    private readonly float[] spare = new float[rules.Vocab];
    private float[] logits = [];

    /// <summary>Makes a step. A request that cannot go on fails alone.</summary>
    public void Run(IReadOnlyList<PlannedChunk> planned)
    {
        guesses?.Make(planned);
        var chunks = planned.Select(chunk => chunk.Chunk).ToArray();
        var ready = planned.Select(chunk => chunk.IsLast).ToArray();
        var size = chunks.Sum(chunk => chunk.LogitRows) * decoder.Vocab;
        if (logits.Length < size) logits = new float[size];
        decoder.Step(chunks, logits.AsSpan(0, size));

        var row = 0;
        for (var i = 0; i < chunks.Length; i++)
        {
            var sequence = planned[i].Sequence;
            if (sequence.Pages is not null) Settle(sequence, chunks[i], row, ready[i]);
            row += chunks[i].LogitRows;
        }
    }

    private void Settle(Sequence sequence, Chunk chunk, int row, bool ready)
    {
        try
        {
            var before = sequence.Past;
            sequence.Past += chunk.Tokens.Length - sequence.Guesses;
            if (sequence.Guesses == 0) cache.Learn(sequence.Pages!, sequence.Tokens[..sequence.Past]);
            for (var i = 0; i < chunk.LogitRows; i++) sequence.Scores?.Add(sequence.Past - chunk.LogitRows + i, Row(row + i));
            if (ready) Continue(sequence, row + chunk.LogitRows - 1 - sequence.Guesses, before);
        }
        catch (GrammarException error)
        {
            scheduler.Fail(sequence.Request, new RequestException("grammar", error.Message, error));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            scheduler.Fail(sequence.Request, error);
        }
    }

    private void Continue(Sequence sequence, int row, int before)
    {
        if (sequence is { Written: 0, Scores: { } scores }) sequence.Request.Delivery.Tell(scores.Event);
        if (sequence.Choice == 0)
            foreach (var fork in scheduler.Fork(sequence))
            {
                var known = fork.Written;
                Row(row).CopyTo(spare);
                fork.Write(spare, rules.Context);
                Wrote(fork, known);
            }

        var written = sequence.Written;
        do sequence.Write(Row(row + sequence.Right), rules.Context);
        while (sequence.Ended is null && sequence.Unread == sequence.Right);      // as long as what is written was read already
        guesses?.Settle(sequence, before);
        Wrote(sequence, written);
    }

    private void Wrote(Sequence sequence, int before)
    {
        meter.Wrote(sequence, sequence.Written - before);
        if (sequence.Ended is { } reason) scheduler.End(sequence, reason);
    }

    /// <summary>The logits of a row that are of tokens that can be written.</summary>
    private Span<float> Row(int row) => logits.AsSpan(row * decoder.Vocab, rules.Vocab);
}
