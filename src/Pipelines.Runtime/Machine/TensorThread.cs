namespace Pipelines.Runtime.Machine;

/// <summary>
/// The one thread that calls libtorch: its OpenMP pools belong to the thread that calls, so a second one would bring a second
/// pool and slow both down.
/// </summary>
internal static class TensorThread
{
    /// <summary>Runs <paramref name="work"/> on a thread of its own.</summary>
    public static Task<T> Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true, Name = "tensors" };
        thread.Start();
        return done.Task;
    }
}
