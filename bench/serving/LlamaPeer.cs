using System.Diagnostics;
using System.Text.Json;

namespace Pipelines.Serving.Bench;

/// <summary>The same file in llama.cpp, in a process of its own, with as many threads as there are cores and its own defaults.</summary>
internal sealed class LlamaPeer : IDisposable
{
    private readonly Process process;

    /// <param name="libraries">the folder of llama.cpp's libraries</param>
    /// <param name="file">the GGUF file</param>
    public LlamaPeer(string libraries, string file)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "llama_speed.py"), libraries, file])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("the process did not start");
        Answer();
    }

    /// <summary>Seconds that reading a prompt takes, in one go.</summary>
    public double Prefill(int prompt) => Ask($$"""{"ask": "prefill", "prompt": {{prompt}}, "threads": {{Environment.ProcessorCount}}}""");

    /// <summary>Seconds that some steps take, each of which reads one token of every sequence, after prompts.</summary>
    public double Decode(int sequences, int prompt, int steps)
    {
        var threads = Environment.ProcessorCount;
        return Ask(
            $$"""{"ask": "steps", "sequences": {{sequences}}, "prompt": {{prompt}}, "count": {{steps}}, "threads": {{threads}}}""");
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private double Ask(string question)
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
