namespace Pipelines.Modules;

/// <summary>A part with parameters that start at random.</summary>
public interface IFreshWeights
{
    /// <summary>Draws its weights anew from torch's generator; biases and the like keep their constants.</summary>
    /// <param name="std">standard deviation of a weight</param>
    /// <param name="residualStd">that of a projection into the residual stream</param>
    void Refresh(double std, double residualStd);
}
