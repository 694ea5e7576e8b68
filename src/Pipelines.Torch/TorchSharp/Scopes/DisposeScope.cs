using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Disposes, when it ends, every tensor made on its thread while it was the innermost scope and not moved or detached.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly List<Tensor?> held = []; // a tensor knows its slot; one that leaves empties it
    private DisposeScopeManager? manager;
    private int count;

    internal DisposeScope(DisposeScopeManager manager) => (this.manager, OuterScope) = (manager, manager.CurrentDisposeScope);

    internal DisposeScope? OuterScope { get; set; }

    public IReadOnlyList<IDisposable> DisposablesView => [.. Open.held.OfType<Tensor>()];

    public int DisposablesCount => Open.count;

    private DisposeScope Open => manager is not null ? this : throw new ObjectDisposedException(nameof(DisposeScope));

    public bool Contains(IDisposable disposable) => disposable is Tensor tensor && tensor.OwningDisposeScope == this;

    public void Attach(IDisposable disposable) => Attach((IEnumerable<IDisposable>)[disposable]);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var attached = disposables.ToList();
        foreach (var tensor in attached.Select(Managed))
        {
            if (tensor.OwningDisposeScope == this) continue;
            tensor.OwningDisposeScope?.Remove(tensor);
            Open.Add(tensor);
            manager!.StatisticsInstance.TensorStatistics.AttachedToScopeCount++;
        }
        return attached;
    }

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable =>
        (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(OuterScope, disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (scope is null) return Detach(disposable);
        if (Open.Contains(disposable)) scope.Add(Remove(Managed(disposable)));
        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables.ToList()) MoveToOther(scope, disposable);
    }

    /// <summary>Lets it live on without a scope.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (!Open.Contains(disposable)) return disposable;
        Remove(Managed(disposable));
        manager!.StatisticsInstance.TensorStatistics.DetachedFromScopeCount++;
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (Detach(first), Detach(second));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables.ToList()) Detach(disposable);
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var kept = inKeep.ToHashSet<object>(ReferenceEqualityComparer.Instance);
        var leaving = Open.held.Where(tensor => tensor is not null && !kept.Contains(tensor)).ToList();
        foreach (var tensor in leaving) tensor!.Dispose();
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    /// <summary>Tells the scope that somebody disposed the tensor.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (Contains(disposable)) Remove((Tensor)disposable);
    }

    public void Dispose()
    {
        if (manager is null) return;
        DisposeEverything();
        manager.RemoveDisposeScope(this);
        manager = null;
    }

    internal void Add(Tensor tensor)
    {
        tensor.OwningDisposeScope = this;
        tensor.ScopeSlot = held.Count;
        held.Add(tensor);
        count++;
    }

    private Tensor Remove(Tensor tensor)
    {
        tensor.OwningDisposeScope = null;
        held[tensor.ScopeSlot] = null;
        count--;
        // A scope that outlives many tensors must not grow with those that have gone.
        if (held.Count > 64 && count < held.Count / 4) Compact();
        return tensor;
    }

    private void Compact()
    {
        held.RemoveAll(tensor => tensor is null);
        for (var i = 0; i < held.Count; i++) held[i]!.ScopeSlot = i;
    }

    private static Tensor Managed(IDisposable disposable) => disposable as Tensor
        ?? throw new InvalidOperationException($"a DisposeScope holds tensors, not a {disposable?.GetType().Name ?? "null"}");
}
