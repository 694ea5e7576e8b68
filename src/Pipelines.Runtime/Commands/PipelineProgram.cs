using System.CommandLine;
using System.Runtime.InteropServices;
using Pipelines.Data;
using Pipelines.Modules;
using Pipelines.Runtime.Terminal;
using Pipelines.Server;
using Pipelines.Tokenizers;
using Pipelines.Tracking;
using Pipelines.Training;

namespace Pipelines.Runtime.Commands;

/// <summary>A pipeline program from its arguments to its exit code.</summary>
/// <param name="pipeline">the pipeline</param>
/// <param name="workspace">where its runs and artifacts are</param>
/// <param name="output">where it writes</param>
internal sealed class PipelineProgram(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    public const int Failure = 1;
    public const int WrongUsage = 2;
    public const int Interrupted = 130;

    /// <summary>Does what the arguments say.</summary>
    /// <returns>the exit code</returns>
    public async Task<int> RunAsync(string[] args)
    {
        var command = new PipelineCommand(pipeline, workspace, output);
        var parsed = command.Root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) output.Error.WriteLine($"error: {error.Message}");
            output.Error.WriteLine("--help shows what there is");
            return WrongUsage;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop, command.AtStop(parsed)));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop, command.AtStop(parsed)));
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output.Out,
                Error = output.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.Error.WriteLine("stopped; the same command goes on from here");
            return Interrupted;
        }
        catch (Exception e)
        {
            var cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
            output.Error.WriteLine(IsExpected(cause) ? $"error: {cause.Message}" : $"error: {cause.GetType().Name}: {cause.Message}");
            if (command.IsVerbose(parsed)) output.Error.WriteLine(e);
            else if (!IsExpected(cause)) output.Error.WriteLine("--verbose shows where it came from");
            return cause is UsageException ? WrongUsage : Failure;
        }
    }

    /// <summary>The first signal stops the stage where it can go on later; the second ends the program as usual.</summary>
    private void Stop(PosixSignalContext signal, CancellationTokenSource stop, string said)
    {
        if (stop.IsCancellationRequested) return;
        signal.Cancel = true;
        output.Error.WriteLine(said);
        stop.Cancel();
    }

    /// <summary>Whether the message alone tells a person what to do.</summary>
    private static bool IsExpected(Exception e) => e
        is PipelineException
        or DataSourceException or InvalidTokenFileException or TokenizerFormatException or ChatTemplateException
        or TrackingException or ServerOptionsException
        or DivergenceException or CheckpointMismatchException or WeightsException
        or DllNotFoundException or IOException or UnauthorizedAccessException;
}
