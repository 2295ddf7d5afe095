/** Puts the mock together: start() gives a running server and handles to disturb it. */
import { createServer } from "node:http";
import { Server } from "socket.io";
import { Agents } from "./agents.mjs";
import { Customers } from "./customers.mjs";
import { Web } from "./web.mjs";

export async function start({ port = 0, offerMs = 30_000, wrapUpMs = 60_000 } = {}) {
  let customers = null;
  const web = new Web(() => customers);
  const http = createServer(web.handler());
  const options = { pingInterval: 5_000, pingTimeout: 5_000, serveClient: false };
  const customerIo = new Server(http, { ...options, path: "/web-channel-manager/socket.io" });
  const agentIo = new Server(http, { ...options, path: "/agent-manager/socket.io", transports: ["websocket"] });
  let agents = null;
  const world = {
    failing: false,
    userOf: (token) => web.userOf(token),
    adopt: (log) => agents.adopt(log),
    findAgent: (log) => agents.enqueue(log),
    ended: (log) => agents.ended(log),
    toAgents: (log, signal) => {
      for (const id of agents.members(log)) agentIo.to(id).emit("signal", { conversationId: log.id, ...signal });
    },
    toCustomer: (log, signal) => customers.signal(log, signal),
  };
  agents = new Agents(agentIo, world, { offerMs, wrapUpMs });
  customers = new Customers(customerIo, world);
  await new Promise((done) => http.listen(port, "127.0.0.1", done));
  const url = `http://127.0.0.1:${http.address().port}`;
  const link = (name) => `${url}/unified-admin/sign-in?link=link-${name}&next=/unified-agent/`;
  return {
    url,
    world,
    agents,
    customers,
    links: {
      agent1: link("agent1"),
      agent2: link("agent2"),
      supervisor: link("supervisor"),
      admin: `${url}/unified-admin/sign-in?link=link-admin&next=/unified-admin/`,
    },
    /** Cuts every socket, as a restart of the server would. */
    cut: () => {
      customerIo.disconnectSockets(true);
      agentIo.disconnectSockets(true);
    },
    stop: async () => {
      await customerIo.close();
      await agentIo.close();
      http.closeAllConnections();
      http.close();
    },
  };
}
