using System.Diagnostics;
using System.Text.Json.Nodes;
using Pipelines.Models.Tests.HuggingFace;
using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models.Tests.Peft;

/// <summary>Adapters in PEFT's layout: written, read back, and read by a program that knows only the layout.</summary>
public sealed class PeftFolders : IDisposable
{
    private const int Vocab = 61;

    /// <summary>W + s · B · A of every projection of a folder, against the weights that were merged here: the greatest difference.</summary>
    private const string Reader =
        """
        import json, struct, sys
        import numpy as np
        def tensors(path):
            data = open(path, "rb").read()
            size, = struct.unpack("<Q", data[:8])
            for name, entry in json.loads(data[8:8 + size]).items():
                if name == "__metadata__": continue
                start, end = entry["data_offsets"]
                yield name, np.frombuffer(data[8 + size + start:8 + size + end], dtype=np.float32).reshape(entry["shape"]).astype(np.float64)
        folder = sys.argv[1]
        base, merged = dict(tensors(f"{folder}/base.safetensors")), dict(tensors(f"{folder}/merged.safetensors"))
        adapter, config = dict(tensors(f"{folder}/adapter_model.safetensors")), json.load(open(f"{folder}/adapter_config.json"))
        worst, changed = 0.0, 0
        for name, a in adapter.items():
            if not name.endswith(".lora_A.weight"): continue
            path = name[len("base_model.model."):-len(".lora_A.weight")]
            b, rank = adapter[name.replace("lora_A", "lora_B")], a.shape[0]
            alpha = config["alpha_pattern"].get(path, config["lora_alpha"])
            assert rank == config["rank_pattern"].get(path, config["r"])
            assert any(path == target or path.endswith("." + target) for target in config["target_modules"])
            w = base[path + ".weight"]
            if config["fan_in_fan_out"]: w = w.T
            whole = w + alpha / (rank ** 0.5 if config["use_rslora"] else rank) * (b @ a)
            if config["use_dora"]:
                whole *= (adapter[name.replace("lora_A.weight", "lora_magnitude_vector")] / np.linalg.norm(whole, axis=1))[:, None]
            worst = max(worst, np.abs((whole.T if config["fan_in_fan_out"] else whole) - merged[path + ".weight"]).max())
            changed += 1
        print(worst, changed)
        """;

    private static readonly AdapterOptions Lora = new(
        Rank: 4, Alpha: 8, Dropout: 0.05, Targets: [], RankStabilized: false, Gaussian: false, Magnitudes: false, Quantized: false);

    private readonly ConfigFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("llama", false, false, 14)]
    [InlineData("llama", true, true, 14)]
    [InlineData("gpt2", false, true, 8)]
    public void Another_reader_finds_the_weights_that_were_merged(string family, bool magnitudes, bool stabilized, int count)
    {
        var options = Lora with { Magnitudes = magnitudes, RankStabilized = stabilized, Ranks = new Dictionary<string, int> { ["*.1.*"] = 2 } };
        using var model = Model(family);
        Weights.Save(model, files["base.safetensors"]);
        var set = Roughened(AdapterSet.Attach(model, options));
        PeftFolder.Write(files["."], set, "a base");
        set.Merge();
        Weights.Save(model, files["merged.safetensors"]);

        var numbers = Python(Reader, files["."]).Split(' ');
        double.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThan(1e-5);
        int.Parse(numbers[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(count / 2);
    }

    [Theory]
    [InlineData("llama", false)]
    [InlineData("gpt2", true)]
    public void What_was_written_is_read_back_and_computes_the_same(string family, bool magnitudes)
    {
        using var model = Model(family);
        using var ids = torch.arange(0, 12, ScalarType.Int64).reshape(1, 12);
        float[] expected;
        using (var set = Roughened(AdapterSet.Attach(model, Lora with { Magnitudes = magnitudes })))
        {
            expected = Logits(model, ids);
            PeftFolder.Write(files["."], set);
        }
        PeftFolder.Is(files["."]).ShouldBeTrue();
        using (var read = PeftFolder.Attach(model, files["."]))
        {
            Logits(model, ids).ShouldBe(expected);
            Directory.CreateDirectory(files["again"]);
            PeftFolder.Write(files["again"], read);
        }
        foreach (var name in new[] { "adapter_model.safetensors", "adapter_config.json" })
            File.ReadAllBytes(files[$"again/{name}"]).SequenceEqual(File.ReadAllBytes(files[name])).ShouldBeTrue(name);
    }

    [Theory]
    [InlineData("peft_type", "\"IA3\"", "peft_type: \"IA3\" is not supported: only LORA is")]
    [InlineData("bias", "\"all\"", "bias: \"all\" is not supported")]
    [InlineData("init_lora_weights", "\"pissa\"", "changes the base's weights")]
    [InlineData("modules_to_save", "[\"lm_head\"]", "modules_to_save: [\"lm_head\"] is not supported")]
    [InlineData("target_modules", "7", "target_modules: 7 is not a string")]
    [InlineData("r", "0", "r: 0 is not a whole number from 1")]
    public void What_is_not_understood_is_refused(string key, string value, string problem)
    {
        using var model = Model("llama");
        using (var set = AdapterSet.Attach(model, Lora)) PeftFolder.Write(files["."], set);
        var config = JsonNode.Parse(File.ReadAllText(files["adapter_config.json"]))!;
        config[key] = JsonNode.Parse(value);
        File.WriteAllText(files["adapter_config.json"], config.ToJsonString());
        Should.Throw<HuggingFaceException>(() => PeftFolder.Attach(model, files["."])).Message.ShouldContain(problem);
        AdapterSet.Of(model).ShouldBeEmpty();
    }

    [Fact]
    public void Adapters_of_another_model_do_not_fit()
    {
        using var model = Model("llama");
        using (var set = AdapterSet.Attach(model, Lora)) PeftFolder.Write(files["."], set);
        using var other = Model("gpt2");
        Should.Throw<AdapterTargetException>(() => PeftFolder.Attach(other, files["."])).Message.ShouldContain("there are c_attn, c_fc, c_proj");
    }

    [Theory]
    [InlineData("\"all-linear\"")]
    [InlineData("\".*_proj\"")]
    public void Targets_may_be_a_pattern_or_all(string targets)
    {
        using var model = Model("llama");
        using (var set = AdapterSet.Attach(model, Lora)) PeftFolder.Write(files["."], set);
        var config = JsonNode.Parse(File.ReadAllText(files["adapter_config.json"]))!;
        config["target_modules"] = JsonNode.Parse(targets);
        config["alpha_pattern"] = JsonNode.Parse("""{ "layers.0.*.q_proj": 2.0 }""");
        File.WriteAllText(files["adapter_config.json"], config.ToJsonString());
        using var read = PeftFolder.Attach(model, files["."]);
        read.Rows.Count(row => row.Scale == 0.5).ShouldBe(1);
        read.Rows.Count(row => row.Scale == 2).ShouldBe(20);
    }

    private LanguageModel Model(string family)
    {
        torch.manual_seed(1);
        return Roughened(ModelBuilder.Build(files.Read(ConfigSamples.Text(family)).Model, Vocab));
    }

    private static T Roughened<T>(T module) where T : nn.Module
    {
        using var untracked = torch.no_grad();
        foreach (var parameter in module.parameters())
        {
            using var noise = torch.randn_like(parameter);
            using var small = noise * 0.1;
            parameter.add_(small);
        }
        module.eval();
        return module;
    }

    private static float[] Logits(LanguageModel model, Tensor ids)
    {
        using var untracked = torch.no_grad();
        using var logits = model.call(ids);
        return logits.data<float>().ToArray();
    }

    private static string Python(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors);
        return output.Trim();
    }
}
