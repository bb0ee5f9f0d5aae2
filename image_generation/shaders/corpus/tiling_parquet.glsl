// title: Parquet Floor
// description: Herringbone, basket and plank floors of grained wood in perspective with light from windows.
// tags: tiling, wood, floor, perspective

mat2 turn(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

uint scramble(uint x) {
    x ^= x >> 15;
    x *= 0x2c9277b5u;
    x ^= x >> 13;
    x *= 0x5f356495u;
    return x ^ (x >> 16);
}

float rnd(int k, int s) {
    return float(scramble(uint(k) * 0x9e3779b9u ^ uint(s) * 0x7feb3a2fu) >> 8) / 16777216.0;
}

uint cellBits(ivec2 c, int s) {
    return scramble(uint(c.x) * 0x8da6b343u ^ uint(c.y) * 0xd8163841u ^ uint(s) * 0xcb1ab31fu);
}

float cell1(ivec2 c, int s) {
    return float(cellBits(c, s) >> 8) / 16777216.0;
}

vec2 cell2(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec2(float(b & 0xffffu), float(b >> 16)) / 65535.0;
}

vec3 cell3(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec3(float(b & 2047u), float((b >> 11) & 2047u), float(b >> 22) * 2.0) / 2047.0;
}

vec4 cell4(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec4(float(b & 255u), float((b >> 8) & 255u), float((b >> 16) & 255u), float(b >> 24)) / 255.0;
}

float noise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    t = t * t * (3.0 - 2.0 * t);
    return mix(mix(cell1(c, s), cell1(c + ivec2(1, 0), s), t.x),
               mix(cell1(c + ivec2(0, 1), s), cell1(c + ivec2(1, 1), s), t.x), t.y);
}

vec3 hsv(float h, float s, float v) {
    vec3 c = clamp(abs(fract(h + vec3(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), c * c * (3.0 - 2.0 * c), s);
}

vec3 ink(int k, int s) {
    vec4 a = cell4(ivec2(s, 71), 5), b = cell4(ivec2(k, s), 6);
    float spread = mix(0.06, 0.75, a.x * a.y);
    float h = a.z + spread * (b.x - 0.5) + (b.y > 0.8 ? 0.45 : 0.0);
    float v = mix(0.1, 0.98, fract(a.w + float(k) * 0.6180340));
    float sat = a.y < 0.5 ? mix(0.12, 0.5, b.z) : mix(0.35, 0.95, b.z);
    if (fract(a.y * 7.0) > 0.85 && k % 3 != 0) sat *= 0.12;
    return hsv(h, sat * (1.15 - 0.5 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.4 + 0.65;
    int scene = 2937 + int(clock), kind = int(rnd(scene, 1) * 3.0);
    float tilt = mix(0.0, 0.9, rnd(scene, 2));
    vec2 q = p / (1.0 + tilt * p.y);
    vec2 floorAt = q;
    q = turn(rnd(scene, 3) * 6.28) * q * mix(4.0, 14.0, rnd(scene, 4)) + fract(clock) * 6.0;
    vec2 along = q, size = vec2(4.0, 1.0);
    ivec2 id = ivec2(floor(q / size));
    if (kind == 0) {
        vec2 c = floor(q);
        float m = mod(c.x - c.y, 8.0);
        if (m < 4.0) {
            along = vec2(m + fract(q.x), fract(q.y));
            id = ivec2(int(c.x - m), int(c.y));
        } else {
            m = mod(c.y - c.x - 1.0, 8.0);
            along = vec2(m + fract(q.y), fract(q.x));
            id = ivec2(int(c.x) + 777, int(c.y - m));
        }
    } else if (kind == 1) {
        vec2 c = floor(q / 4.0), t = q - c * 4.0;
        bool flip = mod(c.x + c.y, 2.0) > 0.5;
        along = flip ? t.yx : t;
        id = ivec2(c) * 9 + ivec2(int(along.y), 3);
        along.y = fract(along.y);
    } else {
        float row = floor(q.y), x = q.x + 7.0 * rnd(int(row), scene);
        id = ivec2(int(floor(x / 4.0)), int(row));
        along = vec2(mod(x, 4.0), q.y - row);
    }
    vec3 h = cell3(id, scene);
    float warp = noise(along * vec2(0.6, 2.0) + h.xy * 60.0, scene);
    float ring = fract(along.y * 2.0 + warp * 3.0 + h.z * 5.0);
    float grain = noise(vec2(along.x * 2.0, along.y * 30.0) + h.xy * 99.0, scene);
    vec3 wood = hsv(mix(0.03, 0.12, rnd(scene, 5)) + 0.02 * h.x, mix(0.3, 0.75, rnd(scene, 6)),
        mix(0.4, 0.9, h.y));
    if (rnd(scene, 7) > 0.75) wood = ink(int(h.x * 5.0), scene);
    vec3 col = wood * (0.72 + 0.2 * ring + 0.3 * (grain - 0.3));
    vec2 edge = min(along, vec2(4.0, 1.0) - along);
    col *= smoothstep(-0.02, 0.07, min(edge.x, edge.y));
    vec2 w = turn(0.5) * floorAt * 2.2 + cell2(ivec2(scene), 8) * 3.0;
    float pane = step(0.12, abs(fract(w.x) - 0.5)) * step(0.06, abs(fract(w.y * 0.6) - 0.5))
        * step(fract(w.x * 0.33), 0.66);
    fragColor = vec4(col * mix(0.55, 1.3, pane * step(0.35, rnd(scene, 9)) + 0.4
        * step(rnd(scene, 9), 0.35)), 1.0);
}
