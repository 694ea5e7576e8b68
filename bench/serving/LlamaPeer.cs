using Pipelines.Bench;

namespace Pipelines.Serving.Bench;

/// <summary>The same file in llama.cpp, with its own defaults.</summary>
/// <param name="libraries">the folder of llama.cpp's libraries</param>
/// <param name="file">the GGUF file</param>
internal sealed class LlamaPeer(string libraries, string file) : LlamaProcess("llama_speed.py", libraries, file)
{
    /// <summary>Seconds that reading a prompt takes, in one go.</summary>
    public double Prefill(int prompt) => Seconds($$"""{"ask": "prefill", "prompt": {{prompt}}, "threads": {{Threads}}}""");

    /// <summary>Seconds that some steps take, each of which reads one token of every sequence, after prompts.</summary>
    public double Decode(int sequences, int prompt, int steps) => Seconds(
        $$"""{"ask": "steps", "sequences": {{sequences}}, "prompt": {{prompt}}, "count": {{steps}}, "threads": {{Threads}}}""");
}
