namespace Pipelines.Serving;

/// <summary>
/// Decides what the next step reads: who joins, how many tokens each sequence has of the step, and who gives back its blocks when they run
/// out. That is always the youngest: it is read anew later, and writes the same, since its draws are counted. So the oldest always goes on,
/// and everything comes to its end.
/// </summary>
/// <param name="cache">where tokens lie</param>
/// <param name="rules">what requests run under</param>
/// <param name="options">how much runs at once</param>
/// <param name="guesses">what is told which sequences have left; null where nothing is guessed</param>
/// <param name="meter">what is measured</param>
internal sealed class Scheduler(PagedCache cache, RequestRules rules, EngineOptions options, StepGuesses? guesses, EngineMeter meter)
{
    private readonly StepShares shares = new(options.StepTokens, rules.BlockTokens);
    private readonly WaitingLine waiting = new();
    private readonly List<ActiveRequest> active = [];
    private readonly List<Sequence> running = [];
    private readonly List<Sequence> setBack = [];
    private bool crowded;

    /// <summary>Requests of which something was read.</summary>
    public int Active => active.Count;

    /// <summary>Requests that wait for their first turn.</summary>
    public int Waiting => waiting.Count;

    public bool IsIdle => active.Count == 0 && waiting.Count == 0;

    public void Add(ActiveRequest request) => waiting.Add(request);

    /// <summary>Lets go those that nobody waits for, and those whose time is over.</summary>
    /// <param name="now">ticks of the stopwatch</param>
    public void Sweep(long now)
    {
        foreach (var request in waiting.TakeOut(request => request.IsGone || request.Deadline <= now)) active.Add(request);
        for (var i = active.Count - 1; i >= 0; i--)
        {
            var request = active[i];
            if (request.IsGone) Fail(request, new OperationCanceledException());
            else if (request.Deadline <= now)
                foreach (var sequence in request.Sequences)
                    if (!sequence.IsTold) End(sequence, FinishReason.Timeout);
        }
    }

    /// <summary>What the next step reads: chunks of sequences that have room for them, oldest first.</summary>
    public List<PlannedChunk> Plan()
    {
        Admit();
        var (planned, counts, scored) = (new List<PlannedChunk>(running.Count), shares.Of(running), 0);
        for (var i = 0; i < running.Count; i++)
        {
            var sequence = running[i];
            var count = sequence.Pages!.Cut(sequence.Past, counts[i]);
            if (sequence.Scores is { IsComplete: false })
            {
                count = Math.Min(count, PromptScores.StepTokens - scored);
                scored += count;
            }

            if (count > 0 && MakeRoom(sequence, count)) planned.Add(new PlannedChunk(sequence, count));
        }

        return planned;
    }

    /// <summary>The other continuations of a request whose prompt has just been read begin where the first is.</summary>
    /// <returns>those that found room; the others read the prompt again later</returns>
    public IReadOnlyList<Sequence> Fork(Sequence first)
    {
        var forked = new List<Sequence>();
        foreach (var sequence in first.Request.Sequences)
        {
            if (sequence.Cached is not null) continue;
            sequence.Cached = first.Cached;
            if (running.Count < options.MaxSequences && cache.Fork(first.Pages!, first.Past) is { } pages)
            {
                (sequence.Pages, sequence.Past) = (pages, first.Past);
                Insert(running, sequence);
                forked.Add(sequence);
            }
            else Insert(setBack, sequence);
        }

        return forked;
    }

    /// <summary>Lets a continuation go that is complete, and tells so: who was told finds nothing of it any more.</summary>
    public void End(Sequence sequence, FinishReason reason)
    {
        Drop(sequence);
        var isLast = sequence.Request.Sequences.All(one => one == sequence || one.IsTold);
        if (isLast) Leave(sequence.Request, reason.ToString().ToLowerInvariant());
        sequence.Tell(reason);
    }

    /// <summary>Lets a request go that cannot be continued, and tells why.</summary>
    public void Fail(ActiveRequest request, Exception error)
    {
        foreach (var sequence in request.Sequences) Drop(sequence);
        Leave(request, error is OperationCanceledException ? "cancelled" : "error");
        request.Delivery.Fail(error);
    }

    /// <summary>Lets all requests go, and tells why.</summary>
    public void FailAll(Exception error)
    {
        active.AddRange(waiting.TakeOut(_ => true));
        while (active.Count > 0) Fail(active[^1], error);
    }

    private void Admit()
    {
        // Whoever lost its blocks a step ago would take them right back.
        if (crowded && running.Count > 0)
        {
            crowded = false;
            return;
        }

        while (running.Count < options.MaxSequences)
        {
            if (setBack.Count > 0)
            {
                if (!Begin(setBack[0])) return;
                setBack.RemoveAt(0);
            }
            else if (!AdmitNext()) return;
        }
    }

    /// <summary>Begins the request whose turn it is; false where none waits, or it finds no room.</summary>
    private bool AdmitNext()
    {
        if (!waiting.TryPeek(out var request)) return false;
        var first = request.Sequences[0];
        if (first.Scores is null)
            foreach (var sequence in request.Sequences) sequence.WriteForced(rules.Context);
        if (first.Ended is null && !Begin(first)) return false;

        active.Add(waiting.Take());
        meter.Begun(request);
        if (first.Ended is { } reason)
            foreach (var sequence in request.Sequences) End(sequence, reason);
        return true;
    }

    private bool Begin(Sequence sequence)
    {
        // One block for each that runs, so that the new one does not make them lose theirs at once.
        var pages = cache.Begin(
            sequence.Tokens, most: rules.TokensAtOnce, spare: running.Count, anew: sequence.Scores is { IsComplete: false });
        if (pages is null) return false;
        (sequence.Pages, sequence.Past) = (pages, pages.Cached);
        if (sequence.Cached is null) meter.Matched(sequence.Count, pages.Cached);
        sequence.Cached ??= Math.Min(pages.Cached, sequence.Request.Prompt.Length);
        Insert(running, sequence);
        return true;
    }

    /// <summary>Takes the blocks that a sequence needs, from younger ones if need be; false where it had to give back its own.</summary>
    private bool MakeRoom(Sequence sequence, int count)
    {
        while (!cache.Grow(sequence.Pages!, sequence.Past, count))
        {
            var youngest = running[^1];
            running.RemoveAt(running.Count - 1);
            Release(youngest);
            Insert(setBack, youngest);
            crowded = true;
            meter.SetBack();
            if (youngest == sequence) return false;
        }

        return true;
    }

    private void Drop(Sequence sequence)
    {
        if (sequence.Pages is null) setBack.Remove(sequence);
        else running.Remove(sequence);
        Release(sequence);
    }

    private void Release(Sequence sequence)
    {
        if (sequence.Pages is { } pages) cache.Release(pages);
        (sequence.Pages, sequence.Past) = (null, 0);
        guesses?.Forget(sequence);
    }

    private void Leave(ActiveRequest request, string reason)
    {
        active.Remove(request);
        meter.Left(request, reason);
    }

    private static void Insert(List<Sequence> line, Sequence sequence)
    {
        var place = line.Count;
        while (place > 0 && sequence.IsOlderThan(line[place - 1])) place--;
        line.Insert(place, sequence);
    }
}
