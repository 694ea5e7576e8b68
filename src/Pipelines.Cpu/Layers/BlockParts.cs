namespace Pipelines.Cpu;

/// <summary>What a block is made of; null where it has none of a kind.</summary>
internal sealed record BlockParts(
    IMixer? Mixer, IFeedForward? FeedForward, Norm? BeforeMixer, Norm? AfterMixer, Norm? BeforeFeedForward, Norm? AfterFeedForward);
