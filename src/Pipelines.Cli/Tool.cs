using System.CommandLine;
using Pipelines.Cli.Chat;
using Pipelines.Cli.Commands;
using Pipelines.Data;
using Pipelines.Formats.Safetensors;
using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Runtime;
using Pipelines.Server;
using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Cli;

/// <summary>The <c>pipelines</c> tool from its arguments to its exit code: models without a project.</summary>
/// <param name="output">where results are written</param>
/// <param name="error">where errors and notes are written</param>
/// <param name="input">what a person types; the console's when null</param>
public sealed class Tool(TextWriter output, TextWriter error, TextReader? input = null)
{
    private const int Failure = 1, WrongUsage = 2, Interrupted = 130;

    /// <summary>Does what the arguments say.</summary>
    /// <returns>0 when all went well, 1 when something failed, 2 when the command line is wrong, 130 after Ctrl-C</returns>
    public async Task<int> RunAsync(string[] args)
    {
        using var interruption = new Interruption();
        var verbose = new Option<bool>("--verbose") { Description = "Shows where an error came from", Recursive = true };
        var root = new RootCommand("Models without a project: import, export, show and run them")
        {
            verbose,
            new ImportCommand(output, error).Command,
            new ExportCommand(output, error).Command,
            new LogitsCommand(output).Command,
            new GenerateCommand(output, error).Command,
            new ChatCommand(() => ChatTerminal.OfConsole(input ?? Console.In, output, error), interruption).Command,
            new ServeCommand(output, error).Command,
            new UiCommand(output).Command,
            new ShowCommand(output).Command,
            new QuantizeCommand(output, error).Command,
            new DataCommand(output, error).Command,
            new GgufCommand(output).Command,
            SetupCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var wrong in parsed.Errors) error.WriteLine($"error: {wrong.Message}");
            error.WriteLine("--help shows what there is");
            return WrongUsage;
        }
        try
        {
            var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, interruption.Command);
        }
        catch (OperationCanceledException) when (interruption.Command.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception e)
        {
            var cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
            error.WriteLine(IsExpected(cause) ? $"error: {cause.Message}" : $"error: {cause.GetType().Name}: {cause.Message}");
            if (parsed.GetValue(verbose)) error.WriteLine(e);
            else if (!IsExpected(cause)) error.WriteLine("--verbose shows where it came from");
            return cause is WrongUsageException ? WrongUsage : Failure;
        }
    }

    /// <summary>Whether the message alone tells a person what to do.</summary>
    private static bool IsExpected(Exception e) => e
        is WrongUsageException or PipelineException or EditException or HuggingFaceException or SafetensorsException or WeightsException
        or ServerOptionsException or TokenizerFormatException or ChatTemplateException or DataSourceException or NotSupportedException
        or DllNotFoundException or IOException or UnauthorizedAccessException;
}
