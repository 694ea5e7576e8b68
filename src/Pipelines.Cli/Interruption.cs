using System.Runtime.InteropServices;

namespace Pipelines.Cli;

/// <summary>
/// Ctrl-C and a request to terminate: they end what has asked to be ended by them, else the command, and, the second time, the program.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource command = new();
    private readonly PosixSignalRegistration interrupt, terminate;
    private volatile CancellationTokenSource? part;

    public Interruption() => (interrupt, terminate) =
        (PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take));

    /// <summary>Ends the command.</summary>
    public CancellationToken Command => command.Token;

    /// <summary>Does a part of the command that Ctrl-C ends alone; at its end the command goes on.</summary>
    public async Task DuringAsync(Func<CancellationToken, Task> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(command.Token);
        part = stop;
        try
        {
            await work(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !command.IsCancellationRequested)
        {
            // It was asked for.
        }
        finally
        {
            part = null;
        }
    }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        command.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        if (command.IsCancellationRequested) return;
        signal.Cancel = true;
        if (signal.Signal == PosixSignal.SIGINT && part is { IsCancellationRequested: false } running) running.Cancel();
        else command.Cancel();
    }
}
