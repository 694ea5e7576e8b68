using Pipelines.Torch;

namespace TorchSharp;

/// <summary>
/// Frees a tensor that nobody disposed. Finalizable objects are slow to make, and nearly every tensor is disposed: guards are
/// kept and lent, so that a tensor costs no finalizable object. One that becomes unreachable with its tensor still frees it.
/// </summary>
internal sealed class HandleGuard
{
    private const int Kept = 4096;

    [ThreadStatic] private static Stack<HandleGuard>? free;

    private nint handle;
    private int kibibytes;

    public static HandleGuard Over(nint handle, int kibibytes)
    {
        var guard = free is not null && free.TryPop(out var kept) ? kept : new HandleGuard();
        guard.handle = handle;
        guard.kibibytes = kibibytes;
        return guard;
    }

    /// <summary>Ends the watch: the handle is freed, or owned by somebody else.</summary>
    public void Return()
    {
        handle = 0;
        free ??= new Stack<HandleGuard>();
        if (free.Count < Kept) free.Push(this);
        else GC.SuppressFinalize(this);
    }

    ~HandleGuard()
    {
        if (handle == 0) return;
        torch.Tensor.Forget(kibibytes);
        Native.pipelines_release(handle);
    }
}
