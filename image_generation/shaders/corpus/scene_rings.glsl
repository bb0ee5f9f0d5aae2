// title: Rings and Pins
// description: Thick rings, pins and slabs that lie and stand about on a floor, in paint or metal
// tags: scene, raymarching, torus, clutter, shadow

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec4 ring[2];
vec2 turn[2];
vec4 pin[3];

float map(vec3 p) {
    float d = 10.0;
    for (int i = 0; i < 2; i++) {
        vec3 q = p - ring[i].xyz;
        q.xz = vec2(turn[i].x * q.x + turn[i].y * q.z, turn[i].x * q.z - turn[i].y * q.x);
        float r = ring[i].w;
        d = min(d, length(vec2(length(q.xy) - r, q.z)) - r * 0.3);
    }
    for (int i = 0; i < 3; i++) {
        vec3 o = p - vec3(pin[i].x, clamp(p.y, 0.0, pin[i].z), pin[i].y);
        d = min(d, length(o) - pin[i].w);
    }
    return d;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    for (int i = 0; i < 2; i++) {
        vec3 h = rnd3(s, 10 + i), g = rnd3(s, 20 + i);
        float r = 0.4 + 0.7 * h.y;
        ring[i] = vec4(3.4 * (h.x - 0.5), r * 1.3, 3.4 * (h.z - 0.5), r);
        turn[i] = normalize(g.xy - 0.5 + 0.01);
    }
    for (int i = 0; i < 3; i++) {
        vec3 h = rnd3(s, 14 + i), g = rnd3(s, 24 + i);
        pin[i] = vec4(4.0 * (g.yz - 0.5), 0.3 + 1.8 * g.x, 0.15 + 0.3 * h.z);
    }
    float way = 6.28 * rnd(s, 1) + 0.2 * iTime;
    vec3 ro = vec3(5.0 * cos(way), 0.8 + 3.5 * rnd(s, 2), 5.0 * sin(way));
    vec3 rd = look(p, ro, vec3(0.0, 0.7, 0.0), 1.2 + 1.0 * rnd(s, 3));
    float az = 6.28 * rnd(s, 4);
    vec3 sun = normalize(vec3(cos(az), 0.5 + 0.6 * rnd(s, 5), sin(az)));
    vec3 back = hsv(rnd(s, 6), 0.5 * rnd(s, 7), 0.35 + 0.5 * rnd(s, 8));
    vec3 env = mix(back, back.yzx * 0.5, clamp(rd.y + 0.4, 0.0, 1.0));
    float ground = rd.y < 0.0 ? -ro.y / rd.y : 1e4;
    float reach = min(ground, 9.5), t = max(2.0, rd.y < 0.0 ? (2.7 - ro.y) / rd.y : 2.0);
    float d = 1.0;
    vec3 miss = cross(vec3(0.0, 1.0, 0.0) - ro, rd);
    if (dot(miss, miss) > 9.5) t = reach + 1.0;
    for (int i = 0; i < 16; i++) {
        d = map(ro + rd * t);
        if (d < 0.01 || t > reach) break;
        t += d;
    }
    bool hit = d < 0.02 && t < reach;
    vec3 col = env;
    if (hit || ground < 40.0) {
        if (!hit) t = ground;
        vec3 q = ro + rd * t, n = vec3(0.0, 1.0, 0.0), mat;
        float metal = 0.0;
        if (hit) {
            vec2 e = vec2(0.01, 0.0);
            float d0 = map(q);
            n = normalize(vec3(map(q + e.xyy), map(q + e.yxy), map(q + e.yyx)) - d0);
            int id = 0;
            float near = 9.0, lon = 0.0;
            for (int i = 0; i < 2; i++) {
                vec3 o = q - ring[i].xyz;
                o.xz = vec2(turn[i].x * o.x + turn[i].y * o.z, turn[i].x * o.z - turn[i].y * o.x);
                float r = abs(length(vec2(length(o.xy) - ring[i].w, o.z)) - ring[i].w * 0.3);
                if (r < near) { near = r; id = i; lon = atan(o.y, o.x) * 3.0; }
            }
            for (int i = 0; i < 3; i++) {
                float c = abs(length(q - vec3(pin[i].x, clamp(q.y, 0.0, pin[i].z), pin[i].y)) - pin[i].w);
                if (c < near) { near = c; id = i + 3; lon = q.y * 8.0; }
            }
            mat = hsv(rnd(s, 30 + id), 0.3 + 0.5 * rnd(s, 40 + id), 0.8);
            if (rnd(s, 50 + id) < 0.5) mat = mix(mat, hsv(rnd(s, 60 + id), 0.4, 0.9), step(0.0, sin(lon * (1.0 + floor(3.0 * rnd(s, 70 + id))))));
            metal = step(0.65, rnd(s, 80 + id));
            mat *= 0.8 + 0.3 * noise(q.xy * 9.0 + q.z * 5.0, s);
        } else {
            vec2 g = rot(6.28 * rnd(s, 9)) * q.xz * (0.8 + 1.5 * rnd(s, 90));
            float kind = rnd(s, 91);
            vec2 f = abs(fract(g) - 0.5);
            float m = kind < 0.3 ? step(0.46, max(f.x, f.y)) : kind < 0.6 ? step(0.5, fract(g.x)) : kind < 0.8 ? smoothstep(0.45, 0.55, fbm(g, 4, s)) : step(f.x + f.y, 0.3);
            mat = mix(hsv(rnd(s, 92), 0.4, 0.75), hsv(rnd(s, 93), 0.4, 0.4), m) * (0.7 + 0.5 * fbm(q.xz * 3.0, 3, s + 4U));
        }
        float lit = max(dot(n, sun), 0.0), k = 0.08;
        for (int i = 0; i < 6; i++) {
            float h = map(q + n * 0.03 + sun * k);
            lit *= clamp(0.4 + 9.0 * h / k, 0.0, 1.0);
            if (lit < 0.01 || k > 4.0) break;
            k += clamp(h, 0.12, 1.2);
        }
        float open = clamp(0.25 + map(q + n * 0.4) * 1.9, 0.2, 1.0);
        vec3 r = reflect(rd, n);
        vec3 mirror = mix(back * 1.3, back.yzx * 0.5, smoothstep(-0.2, 0.5, r.y)) + step(0.6, sin(r.x * 6.0) * r.y) * 0.5;
        vec3 shaded = mix(mat * (1.5 * lit + 0.42 * open * (0.5 + back)), mirror * mat * (0.5 + 0.5 * open), 0.75 * metal);
        if (hit) shaded += lit * pow(max(dot(r, sun), 0.0), 36.0) * 0.8;
        col = mix(env, shaded, exp(-0.004 * t * t));
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}
