namespace Kite.Simulator;

/// <summary>The simulator cannot start; the message is a sentence that says what to do.</summary>
public sealed class SimulatorException(string message, Exception? inner = null) : Exception(message, inner);
