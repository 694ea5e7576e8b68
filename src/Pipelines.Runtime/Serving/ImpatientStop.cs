using System.Runtime.InteropServices;

namespace Pipelines.Runtime.Serving;

/// <summary>
/// Once a server has been told to stop, the next Ctrl-C or request to terminate ends the process at once: the web host would wait on.
/// </summary>
internal sealed class ImpatientStop : IDisposable
{
    private const int Interrupted = 130;

    private readonly CancellationTokenRegistration told;
    private readonly List<PosixSignalRegistration> signals = [];

    public ImpatientStop(CancellationToken stop) => told = stop.Register(() => signals.AddRange(
        new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal =>
            PosixSignalRegistration.Create(signal, _ => Environment.Exit(Interrupted)))));

    public void Dispose()
    {
        told.Dispose();
        foreach (var signal in signals) signal.Dispose();
    }
}
