using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Bench;

/// <summary>A GGUF file open in llama.cpp, in a process of its own that answers how long things take.</summary>
internal abstract class LlamaProcess : IDisposable
{
    private readonly Process process;

    /// <param name="script">what asks llama.cpp, a file beside the program</param>
    /// <param name="libraries">the folder of llama.cpp's libraries</param>
    /// <param name="file">the GGUF file</param>
    /// <exception cref="InvalidOperationException">llama.cpp does not load it; the message is llama.cpp's</exception>
    protected LlamaProcess(string script, string libraries, string file)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, script), libraries, file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("the process did not start");
        Answer();
    }

    /// <summary>As many threads as there are cores: what both sides compute with.</summary>
    protected static int Threads => Environment.ProcessorCount;

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The seconds that a question, a JSON object in a line, took.</summary>
    protected double Seconds(string question)
    {
        process.StandardInput.WriteLine(question);
        process.StandardInput.Flush();
        return Answer().GetProperty("seconds").GetDouble();
    }

    private JsonElement Answer()
    {
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("llama.cpp has ended");
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException(error.GetString())
            : document.RootElement.Clone();
    }
}
