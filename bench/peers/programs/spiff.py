"""SpiffWorkflow's side of the cases bench: a case of six tasks with a parallel split.

As a web application must, every step reads the workflow's state, restores it, finishes one task
and saves the state again, committed to the same PostgreSQL as ours before the next step begins.
Reads {"conninfo", "seconds", "form"} from its arguments and prints rates, processor time and
bytes as JSON.
"""

import io
import json
import os
import sys
import time
from pathlib import Path

import psycopg
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

FLOWS = [
    ("start", "a"), ("a", "b"), ("b", "split"), ("split", "c"), ("split", "d"), ("c", "join"),
    ("d", "join"), ("join", "e"), ("e", "f"), ("f", "end"),
]  # fmt: skip
TASKS = "abcdef"
TICKS = os.sysconf("SC_CLK_TCK")
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def model():
    """Write the process as BPMN 2.0: two tasks, two in parallel, two more."""

    def ends(node):
        come = "".join(f"<incoming>{a}_{b}</incoming>" for a, b in FLOWS if b == node)
        return come + "".join(f"<outgoing>{a}_{b}</outgoing>" for a, b in FLOWS if a == node)

    tasks = "".join(f'<userTask id="{one}" name="{one}">{ends(one)}</userTask>' for one in TASKS)
    gates = "".join(
        f'<parallelGateway id="{one}">{ends(one)}</parallelGateway>' for one in ("split", "join")
    )
    flows = "".join(
        f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in FLOWS
    )
    return (
        f'<definitions xmlns="{BPMN}" id="d" targetNamespace="t">'
        f'<process id="licence" isExecutable="true"><startEvent id="start">{ends("start")}'
        f'</startEvent>{tasks}{gates}<endEvent id="end">{ends("end")}</endEvent>{flows}'
        "</process></definitions>"
    )


class Engine:
    """One process model and its serializer, made once."""

    def __init__(self, connection, form):
        parser = BpmnParser()
        parser.add_bpmn_io(io.BytesIO(model().encode()))
        self.spec = parser.get_spec("licence")
        self.serializer = BpmnWorkflowSerializer()
        self.connection, self.form, self.finished = connection, form, []

    def case(self):
        """Take one case from its start to its end, step by step."""
        workflow = BpmnWorkflow(self.spec)
        workflow.do_engine_steps()
        (number,) = self.connection.execute(
            "insert into spiff_case (state) values (%s) returning id",
            (self.serializer.serialize_json(workflow),), prepare=True,
        ).fetchone()  # fmt: skip
        while not self.step(number):
            pass
        self.finished.append(number)

    def step(self, number):
        """Restore, finish one task, save; whether the case has ended."""
        (state,) = self.connection.execute(
            "select state from spiff_case where id = %s", (number,), prepare=True
        ).fetchone()
        workflow = self.serializer.deserialize_json(state)
        task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        name = task.task_spec.name
        task.data.update(self.form if name == "a" else {f"{name}_done": True})
        task.run()
        workflow.do_engine_steps()
        self.connection.execute(
            "update spiff_case set state = %s where id = %s",
            (self.serializer.serialize_json(workflow), number), prepare=True,
        )  # fmt: skip
        return workflow.is_completed()


def cpu(pid):
    """Seconds of processor of this process and of the database's that serves it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS


def main(asked):
    with psycopg.connect(asked["conninfo"], autocommit=True) as connection:
        connection.execute(
            "create table if not exists spiff_case (id bigserial primary key, state text not null)"
        )
        engine = Engine(connection, asked["form"])
        engine.case()
        began, used = time.perf_counter(), cpu(connection.info.backend_pid)
        done = 0
        while time.perf_counter() - began < asked["seconds"]:
            engine.case()
            done += 1
        seconds, spent = time.perf_counter() - began, cpu(connection.info.backend_pid) - used
        (size,) = connection.execute("select avg(length(state)) from spiff_case").fetchone()
        connection.execute("drop table spiff_case")
    return {"rate": done / seconds, "cpu_ms": spent * 1000 / done, "bytes": float(size)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(json.loads(sys.argv[1]))) + "\n")
